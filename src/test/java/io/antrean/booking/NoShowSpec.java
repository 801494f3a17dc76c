package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One no-show within 90 days is forgiven; the second blocks for 30 days. */
@DisplayName("Who does not come")
class NoShowSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_DAY_CLOSE_PAUSE_MS", "3600000",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "100",
              "ANTREAN_NO_SHOW_JUDGE_EVERY_MS", "100",
              "ANTREAN_NO_SHOW_FORGIVEN", "1",
              "ANTREAN_NO_SHOW_FORGIVEN_DAYS", "90",
              "ANTREAN_NO_SHOW_BLOCK_DAYS", "30"));

  private static final Duration SOON = OverDay.SOON;

  private final OverDay over = new OverDay(office);
  private final String ani = office.citizens(1).get(0);

  /** What a claim is told as soon as the block has reached Redis. */
  private Answer refused(String token) {
    return Eventually.find(SOON, () -> tried(token), a -> a.problem().equals("person-blocked"));
  }

  /** A claim that leaves nothing behind where it is granted. */
  private Answer tried(String token) {
    var answer = over.claims(token);
    if (answer.status() == 201) {
      var path = "/api/v1/bookings/" + answer.body().getString("id");
      then(office.call(0, "DELETE", path, token, null).status()).isEqualTo(200);
    }
    return answer;
  }

  private Answer allowed(String token) {
    return Eventually.find(SOON, () -> tried(token), a -> a.status() == 201);
  }

  private static void isJudged(String what) {
    var left = "SELECT count(*) FROM no_show WHERE judged_at IS NULL";
    then(Eventually.find(SOON, () -> office.sql(left), n -> n.equals(0L))).as(what).isEqualTo(0L);
  }

  private static Answer excuse(UUID booking, String login) {
    var body = new JsonObject().put("reason", "Banjir di jalan Sampit");
    var path = "/api/v1/bookings/" + booking + "/excuse";
    return office.call(1, "POST", path, office.token(login), body);
  }

  @Test
  void is_forgiven_once_and_then_blocked_for_a_while() {
    over.missed(ani, 10);
    isJudged("the first");
    then(tried(ani).status()).isEqualTo(201);
    var second = over.missed(ani, 2);
    var refused = refused(ani);
    then(refused.status() + refused.problem()).isEqualTo("409person-blocked");
    var end = Instant.parse(refused.body().getString("until"));
    then(Duration.between(Instant.now(), end)).isBetween(Duration.ofDays(27), Duration.ofDays(28));
    then(refused.body().getString("person")).isEqualTo(over.person(ani).getString("id"));
    then(refused.body().getString("detail")).contains(refused.body().getString("until"));

    var person = over.person(ani);
    then(person.getJsonObject("block").getString("until"))
        .isEqualTo(refused.body().getString("until"));
    then(person.getJsonObject("block").getString("advice")).contains("office");
    then(person.getJsonArray("noShows")).hasSize(2);
    var latest = person.getJsonArray("noShows").getJsonObject(0);
    then(latest.getString("booking")).isEqualTo(second.toString());
    then(latest.getString("office")).isEqualTo("sampit");
    then(latest.getValue("excusedAt")).isNull();
    then(office.management(0, "/metrics") + office.management(1, "/metrics"))
        .contains("antrean_claims_total{outcome=\"person_blocked\"}");
  }

  @Test
  void is_blocked_at_every_service_and_in_every_partition() {
    over.missed(ani, 5);
    over.missed(ani, 2);
    refused(ani);
    var day = Day.next();
    for (var service : List.of("passport-renewal", "stay-permit-extension")) {
      var release = office.release(day.terms(1, 2).put("service", service));
      var answer = office.claim(1, ani, release, UUID.randomUUID(), day.wish("08:00"));
      then(answer.problem()).as(service).isEqualTo("person-blocked");
    }
  }

  @Test
  void is_not_blocked_by_what_lies_further_apart_than_is_looked_at() {
    over.missed(ani, 95);
    over.missed(ani, 2);
    isJudged("both");
    then(tried(ani).status()).isEqualTo(201);
    then(over.person(ani).getJsonArray("noShows")).hasSize(2);
  }

  @Test
  void is_free_again_when_the_block_ends() {
    over.missed(ani, 35);
    over.missed(ani, 29);
    refused(ani);
    // Four seconds are left of it.
    office.sql(
        "UPDATE person_block SET until = now() + interval '4 s', changed_at = now()"
            + (" WHERE person = '" + over.person(ani).getString("id") + "'"));
    var soon =
        Eventually.find(
            SOON,
            () -> tried(ani),
            a ->
                Instant.parse(a.body().getString("until", "2099-01-01T00:00:00Z"))
                    .isBefore(Instant.now().plusSeconds(5)));
    then(soon.problem()).isEqualTo("person-blocked");
    then(allowed(ani).status()).isEqualTo(201);
    then(Instant.now()).isAfter(Instant.parse(soon.body().getString("until")));
    then(over.person(ani).getValue("block")).isNull();
  }

  @Test
  void is_blocked_still_when_redis_forgets() {
    over.missed(ani, 5);
    over.missed(ani, 2);
    refused(ani);
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    var answer =
        Eventually.find(SOON, () -> tried(ani), a -> a.status() == 409 || a.status() == 201);
    then(answer.problem()).as("the first answer after it").isEqualTo("person-blocked");
  }

  @Test
  void blocks_the_person_in_whatever_account_and_nobody_else_of_it() {
    var family = People.household(office, 5);
    var two = family.persons().get(1);
    var other = People.account(office, List.of(two));
    over.missed(other.token(), 5);
    over.missed(other.token(), 2);
    refused(other.token());
    var day = Day.next();
    var release = office.release(day.terms(5, 2));
    var all = day.wish(family.persons(), "08:00");
    var refused = office.claim(0, family.token(), release, UUID.randomUUID(), all);
    then(refused.problem()).isEqualTo("person-blocked");
    then(refused.body().getString("person")).isEqualTo(two);
    var rest = family.persons().stream().filter(one -> !one.equals(two)).toList();
    var granted =
        office.claim(0, family.token(), release, UUID.randomUUID(), day.wish(rest, "08:00"));
    then(granted.status()).isEqualTo(201);
    // What another account has booked is not told.
    var items = office.call(0, "GET", "/api/v1/persons", family.token(), null).body();
    var told =
        items.getJsonArray("items").stream()
            .map(JsonObject.class::cast)
            .filter(one -> one.getString("id").equals(two))
            .findFirst()
            .orElseThrow();
    then(told.getJsonArray("noShows").getJsonObject(0).getValue("booking")).isNull();
    then(told.getJsonObject("block")).isNotNull();
  }

  @Test
  void keeps_the_booking_that_they_have_and_is_refused_from_its_end_on() {
    over.missed(ani, 5);
    isJudged("the first");
    var day = Day.next();
    var renewal = office.release(day.terms(1, 2).put("service", "passport-renewal"));
    var kept = UUID.randomUUID();
    then(office.claim(0, ani, renewal, kept, day.wish("08:00")).status()).isEqualTo(201);
    office.sql(
        """
        INSERT INTO no_show (person, kind, at, office)
        SELECT person, 'NO_SHOW', now() - interval '2 days', 'sampit' FROM booking WHERE id = '%s'
        """
            .formatted(kept));
    refused(ani);
    then(office.claim(0, ani, renewal, UUID.randomUUID(), day.wish("08:15")).problem())
        .isEqualTo("already-booked");
    then(office.call(0, "DELETE", "/api/v1/bookings/" + kept, ani, null).status()).isEqualTo(200);
    then(office.claim(0, ani, renewal, UUID.randomUUID(), day.wish("08:15")).problem())
        .isEqualTo("person-blocked");
  }

  @Test
  void is_excused_by_the_office_with_a_reason_on_record() {
    var first = over.missed(ani, 5);
    over.missed(ani, 2);
    refused(ani);
    then(excuse(first, "officer").problem()).isEqualTo("forbidden");
    then(excuse(first, "ani").problem()).isEqualTo("forbidden");
    office.sql("UPDATE account SET offices = '{palu}' WHERE login = 'supervisor'");
    var body = new JsonObject().put("login", "supervisor").put("password", "supervisor-demo");
    var elsewhere = office.call(0, "POST", "/api/v1/sessions", null, body).body();
    office.sql("UPDATE account SET offices = '{sampit}' WHERE login = 'supervisor'");
    var path = "/api/v1/bookings/" + first + "/excuse";
    var reason = new JsonObject().put("reason", "Banjir");
    then(office.call(0, "POST", path, elsewhere.getString("token"), reason).status())
        .isEqualTo(404);

    var excused = excuse(first, "supervisor");
    then(excused.status()).isEqualTo(200);
    then(excused.body().getString("state")).isEqualTo("NO_SHOW");
    then(excuse(first, "admin").body()).as("the first excuse stays").isEqualTo(excused.body());
    then(office.sql(
            "SELECT a.login || ': ' || n.excuse FROM no_show n JOIN account a ON a.id = excused_by"
                + (" WHERE booking = '" + first + "'")))
        .isEqualTo("supervisor: Banjir di jalan Sampit");
    then(allowed(ani).status()).isEqualTo(201);
    var person = over.person(ani);
    then(person.getValue("block")).isNull();
    then(person.getJsonArray("noShows").getJsonObject(1).getString("excusedAt"))
        .isEqualTo(excused.body().getString("excusedAt"));
  }

  @Test
  void is_never_who_cancelled_in_time_nor_late_unless_the_policy_says_so() {
    for (int i = 0; i < 3; i++) {
      var booked = over.claims(ani).body().getString("id");
      office.call(0, "DELETE", "/api/v1/bookings/" + booked, ani, null);
      then(excuse(UUID.fromString(booked), "admin").problem()).isEqualTo("not-excusable");
    }
    isJudged("nothing");
    then(tried(ani).status()).isEqualTo(201);
    then(over.person(ani).getJsonArray("noShows")).isEmpty();
  }
}
