package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.redis.PartitionKeys;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A claim is refused, with what the contract promises,")
class RefusalsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String INSTANT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}.*";

  private final Day day = Day.next();

  private static String citizen() {
    return office.citizens(1).get(0);
  }

  private static Answer claim(String token, String release, JsonObject wish) {
    var headers = Map.of("Accept-Language", "id");
    return office.claimAsync(0, token, release, UUID.randomUUID(), wish, headers).join();
  }

  /** What every refusal has, here in Indonesian; its members are those named and no others. */
  static void refused(Answer answer, int status, String problem, String... members) {
    then(answer.problem()).isEqualTo(problem);
    then(answer.status()).isEqualTo(status);
    then(answer.body().getInteger("status")).isEqualTo(status);
    then(answer.body().getString("title")).isNotBlank();
    then(answer.body().getString("detail")).isNotBlank();
    then(answer.header("Content-Type")).isEqualTo("application/problem+json");
    then(answer.header("Content-Language")).isEqualTo("id");
    then(answer.header("Server-Time-Ms")).matches("\\d{13}");
    var all = new ArrayList<>(List.of("type", "title", "status", "detail"));
    all.addAll(List.of(members));
    then(answer.body().fieldNames()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void slot_taken() {
    var release = office.release(day.terms(1));
    var before = Instant.now().minusSeconds(1).toString();
    then(claim(citizen(), release, day.wish("08:30")).status()).isEqualTo(201);
    Eventually.find(SOON, () -> office.free(0, release).get(2), free -> free == 0);
    var answer = claim(citizen(), release, day.wish("08:30"));
    refused(answer, 409, "slot-taken", "takenAt", "alternatives");
    then(answer.body().getString("takenAt")).matches(INSTANT).isGreaterThan(before);
    then(answer.body().getJsonArray("alternatives").stream())
        .extracting(one -> ((JsonObject) one).getString("slot"))
        .containsExactly(
            day.at("08:45"), day.at("08:15"), day.at("09:00"), day.at("08:00"), day.at("09:15"));
    then(answer.body().getJsonArray("alternatives").getJsonObject(0).getInteger("free"))
        .isEqualTo(1);
  }

  @Test
  void sold_out() {
    service("sold-out", "S");
    var release = office.release(day.terms(1, 1).put("service", "sold-out"));
    var opensAt = "2029-01-01T08:00:00.000+07:00";
    var later = Day.next().terms(1).put("service", "sold-out").put("opensAt", opensAt);
    var next = office.release(later);
    var other = office.release(Day.next().terms(3, 1).put("service", "sold-out"));
    then(claim(citizen(), release, day.wish("08:00")).status()).isEqualTo(201);
    // From Redis, then from memory: the same answer.
    for (int i = 0; i < 2; i++) {
      var answer = claim(citizen(), release, day.wish("08:00"));
      refused(answer, 409, "sold-out", "asOf", "nextRelease", "elsewhere");
      then(answer.body().getString("asOf")).matches(INSTANT);
      then(answer.body().getJsonObject("nextRelease").getString("id")).isEqualTo(next);
      then(Instant.parse(answer.body().getJsonObject("nextRelease").getString("opensAt")))
          .isEqualTo(Instant.parse("2029-01-01T01:00:00Z"));
      then(answer.body().getJsonArray("elsewhere"))
          .containsExactly(
              new JsonObject().put("office", "sampit").put("release", other).put("free", 3));
      Eventually.pause(500);
    }
  }

  private static void service(String id, String letter) {
    var body =
        new JsonObject()
            .put("office", "sampit")
            .put("id", id)
            .put("name", id)
            .put("letter", letter)
            .put("category", "PASSPORT");
    var added = office.call(0, "POST", "/api/v1/services", office.token("admin"), body);
    then(added.status()).isEqualTo(201);
  }

  @Test
  void already_booked_with_the_booking_only_when_it_is_the_callers_own() {
    var release = office.release(day.terms(5));
    var own = People.household(office, 1);
    var booking = claim(own.token(), release, day.wish("08:00"));
    var again = claim(own.token(), release, day.wish("08:15"));
    refused(again, 409, "already-booked", "booking");
    then(again.body().getString("booking")).isEqualTo(booking.body().getString("id"));
    var another = People.account(office, own.persons());
    refused(claim(another.token(), release, day.wish("08:15")), 409, "already-booked");
  }

  @Test
  void claim_differs_and_says_nothing_of_the_other_claim() {
    var release = office.release(day.terms(5));
    var sibling = office.release(Day.next().terms(5));
    var elsewhere = office.release(day.terms(5).put("service", "stay-permit-extension"));
    var token = citizen();
    var id = UUID.randomUUID();
    then(office.claim(0, token, release, id, day.wish("08:00")).status()).isEqualTo(201);
    var others =
        List.of(
            as(token, release, id, day.wish("08:15")),
            as(token, release, id, day.wish("08:00").put("orNext", true)),
            as(citizen(), release, id, day.wish("08:00")),
            as(token, sibling, id, day.wish("08:00")),
            as(token, elsewhere, id, day.wish("08:00")));
    for (var answer : others) refused(answer, 409, "claim-differs");
    then(office.claim(0, token, release, id, day.wish("08:00")).status()).isEqualTo(200);
  }

  private static Answer as(String token, String release, UUID id, JsonObject wish) {
    var headers = Map.of("Accept-Language", "id");
    return office.claimAsync(0, token, release, id, wish, headers).join();
  }

  @Test
  void slot_begun() {
    var today = LocalDate.now(ZoneId.of("Asia/Jakarta"));
    var terms =
        new JsonObject()
            .put("service", "stay-permit-extension")
            .put("from", today.minusDays(1).toString())
            .put("to", today.plusDays(2).toString());
    var release = office.release(terms);
    var yesterday = new Day(today.minusDays(1));
    refused(claim(citizen(), release, yesterday.wish("08:00", "08:15")), 409, "slot-begun");
    var orNext = yesterday.wish("08:00").put("orNext", true);
    refused(claim(citizen(), release, orNext), 409, "slot-begun");
  }

  @Test
  void release_closed() {
    var release = office.release(day.terms(5));
    var closing =
        new JsonObject().put("state", "CLOSED").put("emergency", true).put("reason", "spec");
    var admin = office.token("admin");
    then(office.call(0, "PATCH", "/api/v1/releases/" + release, admin, closing).status())
        .isEqualTo(200);
    var token = citizen();
    var answer =
        Eventually.find(
            SOON,
            () -> claim(token, release, day.wish("23:59")),
            one -> one.problem().equals("release-closed"));
    refused(answer, 409, "release-closed");
    refused(claim(token, release, day.wish("08:00")), 409, "release-closed");
  }

  @Test
  void not_open() {
    var opensAt = Instant.now().plusSeconds(3600);
    var release = office.release(day.terms(5).put("opensAt", opensAt.toString()));
    var answer = claim(citizen(), release, day.wish("08:00"));
    refused(answer, 425, "not-open", "opensAt", "serverTime");
    var opens = Instant.parse(answer.body().getString("opensAt"));
    then(opens.toEpochMilli()).isEqualTo(opensAt.toEpochMilli());
    var server = Instant.parse(answer.body().getString("serverTime"));
    then(server).isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(5));
    then(Integer.parseInt(answer.header("Retry-After"))).isBetween(3590, 3600);
  }

  @Test
  void unknown_release_and_unknown_slot() {
    var wish = day.wish("08:00");
    refused(claim(citizen(), UUID.randomUUID().toString(), wish), 404, "unknown-release");
    refused(claim(citizen(), "no-uuid", wish), 404, "unknown-release");
    var release = office.release(day.terms(5));
    var answer = claim(citizen(), release, day.wish("08:00", "08:07"));
    refused(answer, 404, "unknown-slot", "slot");
    then(answer.body().getString("slot")).isEqualTo(day.at("08:07"));
  }

  @Test
  void recovering_while_the_partition_is_shut() {
    var release = office.release(day.terms(5));
    var no =
        office.sql(
            "SELECT partition::integer FROM service"
                + " WHERE id = 'passport-new' AND office = 'sampit'");
    var epoch = PartitionKeys.epoch((Integer) no);
    var token = citizen();
    var answer =
        Eventually.find(
            SOON,
            () -> {
              RedisShell.run(office.redis().uri(), "HSET", epoch, "state", "RECOVERING");
              return claim(token, release, day.wish("23:59"));
            },
            one -> one.status() == 503);
    refused(answer, 503, "recovering");
    then(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    // Only its owner opens it again, under a new epoch, and then the same claim is granted.
    var granted =
        Eventually.find(
            SOON, () -> claim(token, release, day.wish("08:00")), one -> one.status() == 201);
    then(granted.status()).isEqualTo(201);
  }
}
