package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The waiting list")
class WaitlistSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(2, Map.of("ANTREAN_CONSERVATION_EVERY_MS", "50"));

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 2));
  private final WaitingOffice list = new WaitingOffice(office, day, release);
  private final List<String> people = office.citizens(4);
  private final String ani = people.get(0);
  private final String budi = people.get(1);
  private final String citra = people.get(2);
  private final String dewi = people.get(3);

  @Test
  void gets_a_seat_that_comes_back_and_its_taker_the_next_number() {
    var sold = list.booked(ani, "08:00");
    list.booked(dewi, "08:15");
    var entry = UUID.randomUUID();
    var joined = list.join(budi, entry, "08:00");
    then(joined.status()).isEqualTo(201);
    then(joined.header("Location")).isEqualTo(list.path(entry));
    then(joined.body().getString("state")).isEqualTo("WAITING");
    then(joined.body().getInteger("ahead")).isZero();
    then(joined.body().getValue("offer")).isNull();
    then(list.accept(budi, entry).problem()).isEqualTo("no-offer");
    list.cancel(ani, sold);

    var offered = list.when(budi, entry, "OFFERED");
    var offer = offered.getJsonObject("offer");
    then(offer.getString("slot")).isEqualTo(day.at("08:00"));
    then(offer.getJsonArray("seats")).containsExactly(1);
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 1, "cooling", 0, "offered", 1));
    list.thenAudited("postgres", Map.of("free", 0, "confirmed", 1, "offered", 1));
    then(metric("antrean_seats{release=\"" + release + "\",state=\"offered\"}")).isEqualTo(1);
    then(claim(citra).problem()).isEqualTo("sold-out");

    var taken = list.accept(budi, entry);
    then(taken.status()).isEqualTo(201);
    then(taken.body().getString("state")).isEqualTo("CONFIRMED");
    then(taken.body().getString("id")).isEqualTo(entry.toString());
    then(taken.body().getJsonArray("numbers").getString(0)).endsWith("0800-1b");
    then(taken.header("Location")).isEqualTo("/api/v1/bookings/" + entry);
    then(list.state(budi, entry)).isEqualTo("TAKEN");
    for (int i = 0; i < 3; i++) {
      var again = list.accept(budi, entry);
      then(again.status()).isEqualTo(200);
      then(again.body()).isEqualTo(taken.body());
    }
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 2, "cooling", 0, "offered", 0));
    list.thenAudited("postgres", Map.of("free", 0, "confirmed", 2, "offered", 0));
    list.cancel(budi, entry);
    list.thenAudited("redis", Map.of("free", 1, "confirmed", 1, "cooling", 0, "offered", 0));
  }

  private Installation.Answer claim(String token) {
    return office.claim(0, token, release, UUID.randomUUID(), day.wish("08:00"));
  }

  private static double metric(String name) {
    return Eventually.find(
        WaitingOffice.SOON,
        () ->
            office
                .management(0, "/metrics")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum(),
        value -> value > 0);
  }

  @Test
  void goes_on_past_who_is_blocked() {
    var sold = list.booked(ani, "08:00");
    var blocked = list.joined(budi);
    var next = list.joined(citra);
    block(blocked);
    list.cancel(ani, sold);
    then(list.when(citra, next, "OFFERED").getJsonObject("offer")).isNotNull();
    var look = list.look(budi, blocked).body();
    then(look.getString("state")).isEqualTo("WAITING");
    then(look.getString("blockedUntil")).isNotNull();
    then(look.getJsonObject("links").getString("accept")).isNull();
    list.leave(citra, next);
    list.thenAudited("redis", Map.of("free", 1, "offered", 0));
  }

  @Test
  void takes_back_what_is_offered_to_who_is_blocked_meanwhile() {
    var sold = list.booked(ani, "08:00");
    var entry = list.joined(budi);
    var next = list.joined(citra);
    list.cancel(ani, sold);
    var links = list.when(budi, entry, "OFFERED").getJsonObject("links");
    then(links.getString("accept")).isEqualTo(list.path(entry) + "/accept");
    block(entry);
    list.when(citra, next, "OFFERED");
    then(list.state(budi, entry)).isEqualTo("LEFT");
    then(list.accept(budi, entry).problem()).isEqualTo("no-offer");
    list.leave(citra, next);
  }

  private static void block(UUID entry) {
    office.sql(
        "INSERT INTO person_block SELECT unnest(party), now() + interval '1 hour'"
            + " FROM waitlist_entry WHERE id = '%s'".formatted(entry));
  }

  @Test
  void takes_back_what_is_offered_for_a_person_whom_the_account_has_removed() {
    var sold = list.booked(ani, "08:00");
    var entry = list.joined(budi);
    var next = list.joined(citra);
    list.cancel(ani, sold);
    list.when(budi, entry, "OFFERED");
    office.sql(
        "UPDATE account_person SET removed_at = now() WHERE person ="
            + " (SELECT party[1] FROM waitlist_entry WHERE id = '%s')".formatted(entry));
    list.when(citra, next, "OFFERED");
    then(list.state(budi, entry)).isEqualTo("LEFT");
    then(list.accept(budi, entry).problem()).isEqualTo("no-offer");
    list.leave(citra, next);
  }

  /** A claim that is set aside may stay HELD for days. */
  @Test
  void goes_on_past_who_holds_a_claim_already_and_leaves_to_all_what_nobody_else_wants() {
    var sold = list.booked(ani, "08:00");
    var holding = list.joined(budi);
    var next = list.joined(citra);
    holds(holding);
    list.cancel(ani, sold);
    list.when(citra, next, "OFFERED");
    list.leave(citra, next);
    var got = Eventually.find(WaitingOffice.SOON, () -> claim(dewi), a -> a.status() == 201);
    then(got.status()).isEqualTo(201);
    then(list.state(budi, holding)).isEqualTo("WAITING");
  }

  private void holds(UUID entry) {
    var party = "SELECT party[1] FROM waitlist_entry WHERE id = '%s'".formatted(entry);
    var bytes = office.sql(party).toString().replace("-", "").replaceAll("..", "\\\\x$0");
    for (var key : RedisShell.run(office.redis().uri(), "KEYS", "*:h:passport-new")) {
      RedisShell.run(office.redis().uri(), "HSET", key, '"' + bytes + '"', "B99999999999999");
    }
  }

  @Test
  void is_joined_once_however_often_and_left_as_freely() {
    list.booked(ani, "08:00");
    var entry = UUID.randomUUID();
    var first = list.join(budi, entry, "08:00").body();
    for (int i = 0; i < 3; i++) {
      var again = list.join(budi, entry, "08:00");
      then(again.status()).isEqualTo(200);
      then(again.body()).isEqualTo(first);
    }
    then(list.join(budi, entry, "08:15").problem()).isEqualTo("claim-differs");
    then(list.join(citra, entry, "08:00").problem()).isEqualTo("claim-differs");
    var other = list.join(budi, UUID.randomUUID(), "08:15");
    then(other.problem()).isEqualTo("already-waiting");
    then(other.body().getString("entry")).isEqualTo(entry.toString());
    then(list.look(citra, entry).status()).isEqualTo(404);
    then(list.leave(citra, entry).status()).isEqualTo(404);
    then(list.accept(citra, entry).status()).isEqualTo(404);

    var second = list.joined(citra);
    then(list.look(citra, second).body().getInteger("ahead")).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      then(list.leave(budi, entry).body().getString("state")).isEqualTo("LEFT");
    }
    then(list.look(citra, second).body().getInteger("ahead")).isZero();
    then(list.join(budi, entry, "08:00").body().getString("state")).isEqualTo("LEFT");
    then(list.join(budi, UUID.randomUUID(), "08:00").body().getInteger("ahead")).isEqualTo(1);
    var own = office.call(0, "GET", "/api/v1/releases/" + release + "/waitlist", budi, null);
    then(own.body().getJsonArray("items")).hasSize(2);
  }

  @Test
  void refuses_who_may_not_wait() {
    var claim = list.booked(ani, "08:00");
    then(list.join(ani, UUID.randomUUID()).problem()).isEqualTo("already-booked");
    then(list.join(budi, UUID.randomUUID(), "09:00").problem()).isEqualTo("unknown-slot");
    then(list.join(office.token("admin"), UUID.randomUUID()).status()).isEqualTo(403);
    var later = Day.next();
    var ahead = later.terms(1, 1).put("opensAt", "2029-01-01T14:00:00+07:00");
    var closed = new WaitingOffice(office, later, office.release(ahead));
    then(closed.join(budi, UUID.randomUUID()).problem()).isEqualTo("not-open");
    var path = "/api/v1/releases/" + release;
    var close =
        new JsonObject().put("state", "CLOSED").put("emergency", true).put("reason", "spec");
    var waiting = list.joined(budi);
    then(office.call(0, "PATCH", path, office.token("admin"), close).status()).isEqualTo(200);
    then(list.join(citra, UUID.randomUUID()).problem()).isEqualTo("release-closed");
    list.cancel(ani, claim);
    list.when(budi, waiting, "OVER");
  }

  @Test
  void passes_over_whom_no_seat_fits_and_leaves_to_all_what_nobody_wants() {
    var first = list.booked(ani, "08:00");
    var second = list.booked(dewi, "08:15");
    var wantsLater = UUID.randomUUID();
    list.join(budi, wantsLater, "08:15");
    list.cancel(ani, first);
    // Nobody waits for it: it is anybody's, a moment after its time.
    var got = Eventually.find(WaitingOffice.SOON, () -> claim(citra), a -> a.status() == 201);
    then(got.status()).isEqualTo(201);
    then(list.state(budi, wantsLater)).isEqualTo("WAITING");
    list.cancel(dewi, second);
    then(list.when(budi, wantsLater, "OFFERED").getJsonObject("offer").getString("slot"))
        .isEqualTo(day.at("08:15"));
  }

  @Test
  void forgets_who_has_booked_elsewhere_and_goes_on_with_the_next() {
    var first = list.booked(ani, "08:00");
    list.booked(dewi, "08:15");
    var left = list.joined(budi);
    var next = list.joined(citra);
    var elsewhere = Day.next();
    var other = office.release(elsewhere.terms(1, 1));
    list.cancel(ani, first);
    list.when(budi, left, "OFFERED");
    var booked = office.claim(0, budi, other, UUID.randomUUID(), elsewhere.wish("08:00")).status();
    then(booked).isEqualTo(201);
    then(list.accept(budi, left).problem()).isIn("already-booked", "no-offer");
    then(list.when(budi, left, "BOOKED").getValue("endedAt")).isNotNull();
    list.when(citra, next, "OFFERED");
    then(list.leave(citra, next).body().getString("state")).isEqualTo("LEFT");
    list.thenAudited("redis", Map.of("free", 1, "cooling", 0, "offered", 0));
    then(list.accept(citra, next).body().getString("state")).isEqualTo("LEFT");
    then(claim(citra).status()).isEqualTo(201);
  }

  @Test
  void is_bounded_for_an_account() {
    list.booked(ani, "08:00");
    var max = 10;
    for (int i = 0; i < max; i++) {
      var other = Day.next();
      new WaitingOffice(office, other, office.release(other.terms(1, 1))).joined(budi);
    }
    var full = list.join(budi, UUID.randomUUID());
    then(full.problem()).isEqualTo("waitlist-full");
    then(full.body().getString("of")).isEqualTo("account");
    then(full.body().getInteger("max")).isEqualTo(max);
  }
}
