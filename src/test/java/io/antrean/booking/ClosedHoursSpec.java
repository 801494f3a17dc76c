package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Release plans are looked at once an hour: nothing here hangs on that. */
@DisplayName("Hours at which an office is closed after all")
class ClosedHoursSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_PLAN_EVERY_MS", "3600000",
              "ANTREAN_BOOKING_COOLING_MIN_MS", "2000",
              "ANTREAN_BOOKING_COOLING_MAX_MS", "2100"));

  private static final String BLACKOUTS = "/api/v1/offices/sampit/blackouts";

  private final Day day = Day.next();

  private static Answer propose(Day day, String from, String to) {
    var body = new JsonObject().put("day", day.date().toString()).put("reason", "No electricity");
    body.put("from", from).put("to", to);
    return office.call(0, "POST", BLACKOUTS, office.token("admin"), body);
  }

  private static void close(Day day, String from, String to) {
    var proposed = propose(day, from, to);
    then(proposed.status()).as(proposed.body().encode()).isEqualTo(202);
    var path = proposed.header("Location") + "/confirmation";
    var confirmed = office.call(0, "POST", path, office.token("supervisor"), null);
    then(confirmed.status()).as(confirmed.body().encode()).isEqualTo(200);
  }

  private static JsonObject newest() {
    var list = office.call(0, "GET", BLACKOUTS + "?limit=1", office.token("officer"), null);
    return list.body().getJsonArray("items").getJsonObject(0);
  }

  private static long told(UUID booking) {
    var sql = "SELECT count(*) FROM booking_change WHERE state = 'BLACKOUT' AND booking = '%s'";
    return (Long) office.sql(sql.formatted(booking));
  }

  private static UUID booked(String token, String release, JsonObject wish) {
    var claim = UUID.randomUUID();
    var answer = office.claim(0, token, release, claim, wish);
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    return claim;
  }

  private static String citizen() {
    return office.citizens(1).get(0);
  }

  @Test
  void are_told_to_the_rest_of_a_party_of_which_somebody_has_come() {
    var family = People.household(office, 2);
    var release = office.release(day.terms(4));
    var booking = booked(family.token(), release, day.wish(family.persons(), "08:00"));
    office.sql(
        "UPDATE booking SET state = 'CHECKED_IN' WHERE member = 0 AND id = '" + booking + "'");
    close(day, "08:00", "08:15");
    then(told(booking)).isEqualTo(1);
  }

  @Test
  void are_told_a_moment_later_to_who_was_confirmed_meanwhile() {
    var booking = booked(citizen(), office.release(day.terms(2)), day.wish("08:00"));
    close(day, "08:00", "08:15");
    office.sql("DELETE FROM booking_change WHERE booking = '" + booking + "'");
    Eventually.find(OverDay.SOON, () -> told(booking), Long.valueOf(1)::equals);
    then(told(booking)).isEqualTo(1);
    // As if all nodes had been down for an hour.
    office.sql("DELETE FROM booking_change WHERE booking = '" + booking + "'");
    office.sql(
        "UPDATE blackout SET confirmed_at = now() - interval '1 hour',"
            + " told_at = now() - interval '1 hour' WHERE day = '%s'".formatted(day.date()));
    Eventually.find(OverDay.SOON, () -> told(booking), Long.valueOf(1)::equals);
    then(told(booking)).isEqualTo(1);
  }

  @Test
  void are_said_with_the_booking_and_leave_one_more_change() {
    var ani = citizen();
    var release = office.release(day.terms(2, 4));
    var booking = booked(ani, release, day.wish("08:00"));
    var path = "/api/v1/bookings/" + booking;
    for (var to : new String[] {"08:15", "08:30"}) {
      office.call(0, "POST", path + "/reschedule", ani, day.wish(to));
    }
    then(office.call(0, "GET", path, ani, null).body().containsKey("officeClosed")).isFalse();
    close(day, "08:30", "08:45");
    var found =
        Eventually.find(
            OverDay.SOON,
            () -> office.call(0, "GET", path, ani, null).body(),
            body -> body.containsKey("officeClosed"));
    then(found.getBoolean("officeClosed")).isTrue();
    then(found.getInteger("changesLeft")).isEqualTo(1);
    var moved =
        Eventually.find(
            OverDay.SOON,
            () -> office.call(0, "POST", path + "/reschedule", ani, day.wish("08:45")),
            answer -> answer.status() == 200);
    then(moved.body().getInteger("changes")).isEqualTo(3);
    var after = office.call(0, "GET", path, ani, null).body();
    then(after.containsKey("officeClosed")).isFalse();
    then(after.getInteger("changesLeft")).isZero();
  }

  @Test
  void are_no_seats_that_anybody_is_sent_to() {
    var release = office.release(day.terms(1, 2));
    booked(citizen(), release, day.wish("08:15"));
    close(day, "08:00", "08:15");
    var free = "antrean_seats{release=\"" + release + "\",state=\"free\"}";
    Eventually.find(
        OverDay.SOON, () -> office.management(0, "/metrics").contains(free + " 0.0"), yes -> yes);
    then(office.management(0, "/metrics")).contains(free + " 0.0");
    var refused = office.claim(0, citizen(), release, UUID.randomUUID(), day.wish("08:15"));
    then(refused.problem()).isEqualTo("sold-out");
    var other = Day.next();
    var full = office.release(other.terms(1, 1));
    booked(citizen(), full, other.wish("08:00"));
    var elsewhere =
        Eventually.find(
            OverDay.SOON,
            () -> office.claim(0, citizen(), full, UUID.randomUUID(), other.wish("08:00")),
            answer -> "sold-out".equals(answer.problem()));
    then(elsewhere.body().getJsonArray("elsewhere").encode()).doesNotContain(release);
  }

  @Test
  void end_what_was_offered_in_them_and_its_holder_waits_on() {
    var release = office.release(day.terms(1, 2));
    var list = new WaitingOffice(office, day, release);
    var ani = citizen();
    var first = list.booked(ani, "08:00");
    list.booked(citizen(), "08:15");
    var budi = citizen();
    var entry = list.joined(budi);
    office.call(0, "DELETE", "/api/v1/bookings/" + first, ani, null);
    list.when(budi, entry, "OFFERED");
    close(day, "08:00", "08:15");
    list.when(budi, entry, "WAITING");
    then(list.accept(budi, entry).status()).isEqualTo(409);
    then(list.state(budi, entry)).isEqualTo("WAITING");
    then(office.sql("SELECT count(*) FROM conservation WHERE difference <> 0")).isEqualTo(0L);
  }

  @Test
  void are_ahead_or_are_not_closed() {
    var nothing = propose(new Day(day.date().plusYears(9)), "08:00", "09:00");
    then(nothing.status() + " " + nothing.problem()).isEqualTo("409 not-changeable");
    var ani = citizen();
    var booking = booked(ani, office.release(day.terms(2, 3)), day.wish("08:00"));
    office.sql(
        "UPDATE slot SET starts_at = now() - interval '1 hour' WHERE starts = '%s'"
            .formatted(day.at("08:00")));
    then(propose(day, "08:15", "08:30").status()).isEqualTo(202);
    then(newest().getInteger("slots")).as("only proposed").isZero();
    close(day, "08:00", "08:30");
    then(told(booking)).as("they did not come, and that stays so").isZero();
    var shut = "SELECT count(*) FROM slot WHERE blackout IS NOT NULL AND starts::date = '%s'";
    then(office.sql(shut.formatted(day.date()))).isEqualTo(1L);
    then(newest().getInteger("slots")).isEqualTo(1);
  }
}
