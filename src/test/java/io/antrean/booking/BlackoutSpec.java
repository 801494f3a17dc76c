package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.HookServer;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cancel is free until a month before only, were the office open. */
@DisplayName("When an office must close on a day that it has released")
class BlackoutSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_DAY_CLOSE_PAUSE_MS", "3600000",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "100",
              "ANTREAN_PLAN_EVERY_MS", "200",
              "ANTREAN_BOOKING_CANCEL_FREE_UNTIL_MS", "2147483647",
              "ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8"));

  private static final String BLACKOUTS = "/api/v1/offices/sampit/blackouts";

  private final OverDay over = new OverDay(office);
  private final Day day = Day.next();
  private final String release = office.release(day.terms(9, 4));
  private final String ani = office.citizens(1).get(0);
  private final UUID booking = UUID.randomUUID();

  private static Answer propose(Day day, String from, String to) {
    var body =
        new JsonObject()
            .put("day", day.date().toString())
            .put("from", from)
            .put("to", to)
            .put("reason", "No electricity");
    var proposed = office.call(0, "POST", BLACKOUTS, office.token("admin"), body);
    then(proposed.status()).as(proposed.body().encode()).isEqualTo(202);
    return proposed;
  }

  private static Answer confirm(Answer proposed) {
    var path = proposed.header("Location") + "/confirmation";
    return office.call(0, "POST", path, office.token("supervisor"), null);
  }

  private static void blackout(Day day, String from, String to) {
    var confirmed = confirm(propose(day, from, to));
    then(confirmed.status()).as(confirmed.body().encode()).isEqualTo(200);
  }

  private Answer claim(String token, UUID id, JsonObject wish) {
    return office.claim(1, token, release, id, wish);
  }

  private static String said(Answer answer) {
    return answer.status() + " " + answer.problem();
  }

  private void booked(String time) {
    then(claim(ani, booking, day.wish(time)).status()).isEqualTo(201);
  }

  private Answer move(String time) {
    var path = "/api/v1/bookings/" + booking + "/reschedule";
    return office.call(1, "POST", path, ani, day.wish(time));
  }

  /** Until Redis has heard of it: what it has granted before that, PostgreSQL refuses alike. */
  private void isShut(String time) {
    var found =
        Eventually.find(
            OverDay.SOON,
            () -> {
              var id = UUID.randomUUID();
              var said = said(claim(office.citizens(1).get(0), id, day.wish(time)));
              var rows = office.sql("SELECT count(*) FROM booking WHERE id = '%s'".formatted(id));
              return said + " " + rows;
            },
            "409 slot-begun 0"::equals);
    then(found).isEqualTo("409 slot-begun 0");
  }

  @Test
  void its_slots_take_no_more_claims_and_the_others_do() {
    propose(day, "08:00", "08:30");
    then(claim(office.citizens(1).get(0), UUID.randomUUID(), day.wish("08:00")).status())
        .as("proposed only")
        .isEqualTo(201);
    blackout(day, "08:00", "08:30");
    isShut("08:00");
    isShut("08:15");
    var next = day.wish("08:00").put("orNext", true);
    var passed =
        Eventually.find(
            OverDay.SOON,
            () -> claim(office.citizens(1).get(0), UUID.randomUUID(), next),
            answer -> answer.status() == 201);
    then(passed.body().getString("slot")).isEqualTo(day.at("08:30"));
    var refused = claim(office.citizens(1).get(0), UUID.randomUUID(), day.wish("08:15"));
    then(refused.body().getString("detail")).as(refused.body().encode()).contains("closed");
    for (int node = 0; node < 2; node++) {
      var at = node;
      then(Eventually.find(
              OverDay.SOON, () -> office.free(at, release), List.of(0, 0, 8, 9)::equals))
          .containsExactly(0, 0, 8, 9);
    }
    // Redis and PostgreSQL agree on every seat, and a Redis that was emptied is built as it was.
    then(office.sql("SELECT count(*) FROM conservation WHERE difference <> 0")).isEqualTo(0L);
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    isShut("08:00");
    then(Eventually.find(OverDay.SOON, () -> office.free(0, release), List.of(0, 0, 8, 9)::equals))
        .containsExactly(0, 0, 8, 9);
  }

  @Test
  void who_is_booked_hears_of_it_and_moves_however_often_they_have() {
    try (var hook = HookServer.open()) {
      var webhook =
          new JsonObject()
              .put("office", "sampit")
              .put("url", hook.url("/"))
              .put("kinds", new JsonArray(List.of("closed")));
      var added = office.call(0, "POST", "/api/v1/webhooks", office.token("admin"), webhook);
      then(added.status()).isEqualTo(201);
      booked("08:00");
      then(move("08:15").status()).isEqualTo(200);
      then(move("08:00").status()).isEqualTo(200);
      then(move("08:15").body().getString("reason")).isEqualTo("changes-used-up");
      blackout(day, "08:00", "08:15");
      isShut("08:00");
      then(Eventually.find(OverDay.SOON, () -> hook.kinds(booking), List.of("closed")::equals))
          .containsExactly("closed");
      var moved = Eventually.find(OverDay.SOON, () -> move("08:45"), to -> to.status() == 200);
      then(moved.status()).as(moved.body().encode()).isEqualTo(200);
      then(moved.body().getString("slot")).isEqualTo(day.at("08:45"));
      then(moved.body().getInteger("changesLeft")).isZero();
      then(move("08:30").body().getString("reason")).isEqualTo("changes-used-up");
      then(hook.kinds(booking)).containsExactly("closed");
    }
  }

  @Test
  void who_cancels_is_not_late() {
    var near = new Day(LocalDate.now(ZoneId.of("Asia/Jakarta")).plusDays(2));
    var service = new JsonObject().put("service", "stay-permit-extension");
    var soon = office.release(near.terms(1, 2).mergeIn(service));
    var budi = office.citizens(1).get(0);
    var late = UUID.randomUUID();
    then(office.claim(1, budi, soon, late, near.wish("08:15")).status()).isEqualTo(201);
    then(office.claim(1, ani, soon, booking, near.wish("08:00")).status()).isEqualTo(201);
    var early = office.call(0, "DELETE", "/api/v1/bookings/" + late, budi, null);
    then(early.body().getBoolean("cancelledLate")).isTrue();
    blackout(near, "08:00", "08:15");
    // Its seat is taken, so no claim would tell when Redis has heard of it: within a second.
    Eventually.pause(3_000);
    var cancelled = office.call(0, "DELETE", "/api/v1/bookings/" + booking, ani, null);
    then(cancelled.status()).as(cancelled.body().encode()).isEqualTo(200);
    then(cancelled.body().getString("state")).isEqualTo("CANCELLED");
    then(cancelled.body().containsKey("cancelledLate")).isFalse();
    // The seat comes back to a slot that nobody can have.
    Eventually.pause(2_500);
    var again = office.claim(1, budi, soon, UUID.randomUUID(), near.wish("08:00"));
    then(said(again)).isEqualTo("409 slot-begun");
    then(office.free(0, soon).get(0)).isZero();
  }

  @Test
  void who_does_nothing_is_put_off_and_has_not_failed_to_come() {
    var other = UUID.randomUUID();
    var budi = office.citizens(1).get(0);
    booked("08:00");
    then(claim(budi, other, day.wish("08:45")).status()).isEqualTo(201);
    blackout(day, "08:00", "08:30");
    isShut("08:00");
    over.isOver(day, 0);
    over.whenItIs("POSTPONED", ani, release, booking);
    over.whenItIs("NO_SHOW", budi, release, other);
    var noShows = "SELECT count(*) FROM no_show WHERE booking = '%s'";
    then(office.sql(noShows.formatted(booking))).isEqualTo(0L);
    then(office.sql(noShows.formatted(other))).isEqualTo(1L);
    then(over.claims(ani).status()).as("they may book again").isEqualTo(201);
  }

  @Test
  void it_takes_two_and_is_not_proposed_of_nothing() {
    var proposed = propose(day, "08:00", "08:30");
    var own =
        office.call(
            0, "POST", proposed.header("Location") + "/confirmation", office.token("admin"), null);
    then(said(own)).isEqualTo("403 own-proposal");
    then(confirm(proposed).body().getString("state")).isEqualTo("CONFIRMED");
    var list = office.call(0, "GET", BLACKOUTS, office.token("officer"), null).body();
    var one = list.getJsonArray("items").getJsonObject(0);
    then(one.getInteger("slots")).isEqualTo(2);
    then(one.getString("confirmedAt")).isNotNull();
    var wrong = new JsonObject().put("day", "2030-01-01").put("from", "09:00").put("to", "08:00");
    var refused = office.call(0, "POST", BLACKOUTS, office.token("admin"), wrong);
    then(refused.body().getJsonArray("errors")).hasSize(2);
  }

  @Test
  void a_claim_that_was_confirmed_a_moment_later_is_told_too() {
    booked("08:00");
    blackout(day, "08:00", "08:15");
    office.sql("DELETE FROM booking_change WHERE booking = '" + booking + "'");
    var told = "SELECT count(*) FROM booking_change WHERE booking = '" + booking + "'";
    then(Eventually.find(OverDay.SOON, () -> office.sql(told), Long.valueOf(1)::equals))
        .isEqualTo(1L);
    Eventually.pause(1_500);
    then(office.sql(told)).isEqualTo(1L);
  }
}
