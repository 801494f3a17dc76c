package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.booking.WaitingOffice;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A release whose last slot has passed")
class RetirementSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_RELEASE_RETIRE_AFTER_MS",
              "1000",
              // The counters that a spec changes by hand stay as it made them.
              "ANTREAN_CONSERVATION_EVERY_MS",
              "3600000"));

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(40);

  private final Day day = Day.next();
  private final JsonObject wish = day.wish("08:00");

  private static String path(String release) {
    return "/api/v1/releases/" + release;
  }

  private static Answer state(String token, String release, UUID claim) {
    return office.call(0, "GET", path(release) + "/claims/" + claim, token, null);
  }

  /** Moves it into the past where it is kept; a node that starts then reads it so. */
  private static void passes(String... releases) {
    for (var release : releases) {
      var slots = "UPDATE slot SET starts_at = now() - interval '1 hour' WHERE release = '%s'";
      office.sql(slots.formatted(release));
    }
    office.startNode();
    office.stopNode(0);
  }

  private static void isRetired(String release) {
    var found =
        Eventually.find(
            SOON,
            () -> office.call(0, "GET", path(release), null, null).body().getString("state"),
            "RETIRED"::equals);
    then(found).isEqualTo("RETIRED");
  }

  private static List<String> keys(String pattern) {
    return RedisShell.run(office.redis().uri(), "KEYS", pattern);
  }

  @Test
  void leaves_redis_and_its_claims_are_answered_from_postgresql() throws IOException {
    var release = office.release(day.terms(2));
    var citizens = office.citizens(3);
    var claim = UUID.randomUUID();
    var booked = office.claim(0, citizens.get(0), release, claim, wish);
    then(booked.status()).isEqualTo(201);

    passes(release);
    isRetired(release);
    thenAnsweredFromPostgres(release, citizens, claim, booked);

    var left = Eventually.find(FORGOTTEN_WITHIN, () -> keys("*r:" + release + "*"), List::isEmpty);
    then(left).isEmpty();
    var records = new ArrayList<String>();
    for (var key : keys("*:c")) records.addAll(RedisShell.run(office.redis().uri(), "HKEYS", key));
    then(records).isEmpty();
    thenAnsweredFromPostgres(release, citizens, claim, booked);

    // The old stream still names the release when Redis comes back as another process.
    var next = office.release(Day.next().terms(2));
    office.redis().kill();
    office.redis().restart();
    var other = new JsonObject().put("slots", wish.getJsonArray("slots"));
    var epoch = "SELECT count(*) FROM partition WHERE state = 'OPEN' AND epoch > 1";
    then(Eventually.find(SOON, () -> office.sql(epoch), n -> (Long) n == 8)).isEqualTo(8L);
    then(office.claim(0, citizens.get(1), next, UUID.randomUUID(), other).problem())
        .isEqualTo("unknown-slot");
    thenAnsweredFromPostgres(release, citizens, claim, booked);
  }

  private void thenAnsweredFromPostgres(
      String release, List<String> citizens, UUID claim, Answer booked) {
    var again = office.claim(0, citizens.get(0), release, claim, wish);
    then(again.status()).isEqualTo(200);
    then(again.body()).isEqualTo(booked.body());
    then(again.header("Location")).isEqualTo("/api/v1/bookings/" + claim);
    then(state(citizens.get(0), release, claim).body()).isEqualTo(booked.body());
    then(state(citizens.get(1), release, claim).problem()).isEqualTo("not-found");

    var differs = office.claim(0, citizens.get(0), release, claim, day.wish("08:15"));
    then(differs.problem()).isEqualTo("claim-differs");
    var others = office.claim(0, citizens.get(1), release, claim, wish);
    then(others.problem()).isEqualTo("claim-differs");
    var late = office.claim(0, citizens.get(2), release, UUID.randomUUID(), wish);
    then(late.problem()).isEqualTo("release-closed");
    var bad = office.claim(0, citizens.get(2), release, UUID.randomUUID(), new JsonObject());
    then(bad.problem()).isEqualTo("invalid-request");
    var unknown = UUID.randomUUID().toString();
    then(office.claim(0, citizens.get(2), unknown, claim, wish).problem())
        .isEqualTo("unknown-release");
    then(state(citizens.get(2), unknown, claim).problem()).isEqualTo("unknown-release");
  }

  private UUID moved(String token, String from, Day there, String to) {
    var claim = UUID.randomUUID();
    then(office.claim(0, token, from, claim, wish).status()).isEqualTo(201);
    move(token, claim, there.wish("08:00").put("release", to));
    return claim;
  }

  private static void move(String token, UUID claim, JsonObject body) {
    var path = "/api/v1/bookings/" + claim + "/reschedule";
    then(office.call(0, "POST", path, token, body).status()).isEqualTo(200);
  }

  @Test
  void stays_for_a_booking_from_a_release_that_is_not_over() {
    var there = Day.next();
    var from = office.release(day.terms(1));
    var to = office.release(there.terms(1));
    var citizen = office.citizens(1).get(0);
    var claim = moved(citizen, from, there, to);
    passes(to);
    Eventually.pause(4000);
    then(office.call(0, "GET", path(to), null, null).body().getString("state")).isEqualTo("CLOSED");
    var again = office.claim(0, citizen, from, claim, wish);
    then(again.status()).isEqualTo(200);
    then(again.body().getString("release")).isEqualTo(to);
    passes(from);
    isRetired(from);
    isRetired(to);
    then(office.claim(0, citizen, from, claim, wish).body()).isEqualTo(again.body());
  }

  @Test
  void stays_for_a_booking_from_a_release_that_is_over_and_can_not_retire_yet() {
    var there = Day.next();
    var from = office.release(day.terms(1));
    var to = office.release(there.terms(1));
    var citizen = office.citizens(1).get(0);
    var claim = moved(citizen, from, there, to);
    var hash = keys("*r:" + from).get(0);
    RedisShell.run(office.redis().uri(), "HSET", hash, "withheld", "1");
    passes(from, to);
    // Longer than its records would stay in Redis.
    Eventually.pause(14_000);
    then(office.call(0, "GET", path(to), null, null).body().getString("state")).isEqualTo("CLOSED");
    var again = office.claim(0, citizen, from, claim, wish);
    then(again.status()).isEqualTo(200);
    then(again.body().getString("release")).isEqualTo(to);
    RedisShell.run(office.redis().uri(), "HSET", hash, "withheld", "0");
    isRetired(from);
    isRetired(to);
    then(office.claim(0, citizen, from, claim, wish).body()).isEqualTo(again.body());
  }

  @Test
  void retires_together_with_another_where_bookings_were_moved_both_ways_and_within() {
    var there = Day.next();
    var one = office.release(day.terms(3, 2));
    var other = office.release(there.terms(2));
    var citizens = office.citizens(3);
    var first = moved(citizens.get(0), one, there, other);
    var second = UUID.randomUUID();
    var claimed = office.claim(0, citizens.get(1), other, second, there.wish("08:00"));
    then(claimed.status()).isEqualTo(201);
    move(citizens.get(1), second, day.wish("08:00").put("release", one));
    var third = UUID.randomUUID();
    then(office.claim(0, citizens.get(2), one, third, wish).status()).isEqualTo(201);
    move(citizens.get(2), third, day.wish("08:15"));
    passes(one, other);
    isRetired(one);
    isRetired(other);
    then(office.claim(0, citizens.get(0), one, first, wish).status()).isEqualTo(200);
    then(office.claim(0, citizens.get(1), other, second, there.wish("08:00")).status())
        .isEqualTo(200);
    then(office.claim(0, citizens.get(2), one, third, wish).status()).isEqualTo(200);
  }

  @Test
  void leaves_the_records_of_bookings_that_have_moved_elsewhere() {
    var there = Day.next();
    var from = office.release(day.terms(1));
    var to = office.release(there.terms(1));
    var citizen = office.citizens(1).get(0);
    var claim = moved(citizen, from, there, to);
    passes(from);
    isRetired(from);
    Eventually.find(FORGOTTEN_WITHIN, () -> keys("*r:" + from + "*"), List::isEmpty);
    then(state(citizen, from, claim).body().getString("release")).isEqualTo(to);
    then(state(citizen, to, claim).body().getString("state")).isEqualTo("CONFIRMED");
    var cancelled = office.call(0, "DELETE", "/api/v1/bookings/" + claim, citizen, null);
    then(cancelled.status()).isEqualTo(200);
  }

  @Test
  void leaves_the_refusals_of_an_administrator_in_postgresql() {
    var release = office.release(day.terms(2, 2));
    var citizens = office.citizens(2);
    var claim = UUID.randomUUID();
    var poison = "ALTER TABLE booking ADD CONSTRAINT poison CHECK (release <> '%s') NOT VALID";
    office.sql(poison.formatted(release));
    var second = day.wish("08:15");
    var held = office.claim(0, citizens.get(0), release, claim, second);
    then(held.status()).isEqualTo(202);
    var admin = office.token("admin");
    var list = "/api/v1/audit/set-aside";
    var aside = office.call(0, "GET", list + "?limit=1", admin, null).body().getJsonArray("items");
    var one = list + "/" + aside.getJsonObject(0).getLong("number");
    then(office.call(0, "POST", one + "/refuse", admin, null).status()).isEqualTo(202);
    Supplier<Answer> again = () -> office.claim(0, citizens.get(0), release, claim, second);
    var refused = Eventually.find(SOON, again, answer -> answer.problem().equals("refused"));
    then(refused.problem()).isEqualTo("refused");
    var told = state(citizens.get(0), release, claim).body();
    office.sql("ALTER TABLE booking DROP CONSTRAINT poison");

    passes(release);
    isRetired(release);
    then(again.get().body()).isEqualTo(refused.body());
    then(state(citizens.get(0), release, claim).body()).isEqualTo(told);
    then(told.getString("reason")).isEqualTo("refused");
    then(state(citizens.get(1), release, claim).problem()).isEqualTo("not-found");
    then(office.claim(0, citizens.get(0), release, claim, wish).problem())
        .isEqualTo("claim-differs");
  }

  @Test
  void stays_while_postgresql_has_not_said_the_last_word_of_a_seat() {
    var release = office.release(day.terms(2));
    var citizen = office.citizens(1).get(0);
    then(office.claim(0, citizen, release, UUID.randomUUID(), wish).status()).isEqualTo(201);
    var hash = keys("*r:" + release).get(0);
    RedisShell.run(office.redis().uri(), "HSET", hash, "withheld", "1");
    passes(release);
    Eventually.pause(4000);
    then(office.call(0, "GET", path(release), null, null).body().getString("state"))
        .isEqualTo("CLOSED");
    RedisShell.run(office.redis().uri(), "HSET", hash, "withheld", "0");
    isRetired(release);
  }

  @Test
  void ends_who_waits_for_it_before() {
    var release = office.release(day.terms(1));
    var citizens = office.citizens(2);
    then(office.claim(0, citizens.get(0), release, UUID.randomUUID(), wish).status())
        .isEqualTo(201);
    var list = new WaitingOffice(office, day, release);
    var entry = list.joined(citizens.get(1));
    passes(release);
    isRetired(release);
    then(list.state(citizens.get(1), entry)).isEqualTo("OVER");
  }
}
