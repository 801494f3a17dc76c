package io.antrean.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The seats of a release, audited all the time")
class ConservationSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_CONSERVATION_EVERY_MS", "50",
              "ANTREAN_CONSERVATION_RECOVERY_EVERY_MS", "1000"));

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Audited audited = new Audited(office, 2);
  private final Day day = Day.next();

  /** A new owner writes the records of all claims anew, and so heals what a spec breaks. */
  @BeforeAll
  static void partitionsAreShared() {
    var open = Pattern.compile("antrean_partition_state\\{[^}]*state=\"open\"} 1.0");
    for (int node = 0; node < 2; node++) {
      var at = node;
      var owned =
          Eventually.find(
              SOON,
              () -> open.matcher(office.management(at, "/metrics")).results().count(),
              n -> n == 4);
      then(owned).isEqualTo(4);
    }
  }

  @AfterEach
  void stopListening() {
    audited.close();
  }

  /** Where an earlier spec's recovery is not over yet, the claim is repeated. */
  private Answer book(String token, String release, UUID claim, String... slots) {
    return Eventually.find(
        SOON,
        () -> office.claim(0, token, release, claim, day.wish(slots)),
        answer -> answer.status() != 503);
  }

  private JsonObject audit(int node, String release, SeatCounts redis) {
    return Eventually.find(
        SOON,
        () -> audited.of(node, release),
        found -> found != null && found.getJsonObject("redis").equals(redis.json()));
  }

  /** It is measured, logged with the seat, recovered from once, and then gone. */
  private void thenFoundAndHealed(String release, double recoveriesBefore, String seat) {
    var said = Eventually.find(SOON, () -> audited.said(release), lines -> !lines.isEmpty());
    then(said).as("log lines of " + release).hasSize(1);
    then(said.get(0)).contains(" seats=").contains(seat);
    then(Eventually.find(SOON, audited::recoveries, n -> n > recoveriesBefore))
        .isEqualTo(recoveriesBefore + 1);
    var healed = Eventually.find(SOON, () -> audited.gauges(release), g -> g.equals(List.of(0.0)));
    then(healed).containsExactly(0.0);
    then(audited.recoveries()).isEqualTo(recoveriesBefore + 1);
    then(Eventually.find(SOON, () -> difference(release), n -> n == 0)).isZero();
  }

  private int difference(String release) {
    return audited.of(1, release).getInteger("difference");
  }

  @Test
  void agree_on_a_good_day_and_every_node_tells_it() {
    var release = office.release(day.terms(3, 2));
    var citizens = office.citizens(2);
    then(book(citizens.get(0), release, UUID.randomUUID(), "08:00").status()).isEqualTo(201);
    then(book(citizens.get(1), release, UUID.randomUUID(), "08:15").status()).isEqualTo(201);
    for (int node = 0; node < 2; node++) {
      var told = audit(node, release, new SeatCounts(4, 0, 2, 0, 0, 0));
      then(told.getJsonObject("redis")).isEqualTo(new SeatCounts(4, 0, 2, 0, 0, 0).json());
      then(told.getJsonObject("postgres")).isEqualTo(new SeatCounts(4, 0, 2, 0, 0, 0).json());
      then(told.getInteger("capacity")).isEqualTo(6);
      then(told.getInteger("difference")).isZero();
      var position = "SELECT position FROM partition WHERE id = " + told.getInteger("partition");
      then(told.getString("position")).isEqualTo(office.sql(position));
    }
    then(audited.gauges(release)).containsExactly(0.0);
    then(audited.said(release)).isEmpty();
  }

  @Test
  void agree_while_a_seat_that_came_back_is_cooling() {
    var release = office.release(day.terms(1, 2));
    var line = office.citizens(1).get(0);
    var person = new String(Base64.getUrlDecoder().decode(line.split("\\.")[1]), UTF_8);
    var id = person.replaceAll(".*\"persons\":\\[\"([0-9a-f-]{36})\".*", "$1");
    office.sql("DELETE FROM account_person WHERE person = '" + id + "'");
    office.sql("DELETE FROM person WHERE id = '" + id + "'");
    then(book(line, release, UUID.randomUUID(), "08:00").problem()).isEqualTo("person-gone");
    var cooling = new SeatCounts(1, 0, 0, 1, 0, 0);
    then(audit(0, release, cooling).getJsonObject("redis")).isEqualTo(cooling.json());
    var free = new SeatCounts(2, 0, 0, 0, 0, 0);
    then(audit(0, release, free).getJsonObject("redis")).isEqualTo(free.json());
    then(audited.said(release)).isEmpty();
  }

  @Test
  void that_an_audit_finds_taken_by_nobody_are_free_again() {
    var release = office.release(day.terms(2, 1));
    var before = audited.recoveries();
    audited.redis("SETBIT", audited.key(release, "r:" + release + ":bits"), "1", "1");
    thenFoundAndHealed(release, before, "0:2=redis:taken_by_none,postgres:free");
    var bits = audited.key(release, "r:" + release + ":bits");
    then(audited.redis("GETBIT", bits, "1")).isEqualTo("0");
  }

  @Test
  void whose_claim_redis_forgot_are_that_claims_again() {
    var release = office.release(day.terms(2, 1));
    var citizen = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    var booked = book(citizen, release, claim, "08:00");
    var before = audited.recoveries();
    then(audited.redis("HDEL", audited.key(release, "c"), Audited.word(claim))).isEqualTo("1");
    thenFoundAndHealed(
        release, before, "0:1=redis:taken_by_none,postgres:confirmed(" + claim + ")");
    then(book(citizen, release, claim, "08:00").body()).isEqualTo(booked.body());
  }

  @Test
  void that_postgresql_has_no_row_of_any_more_are_free_again() {
    var release = office.release(day.terms(1, 1));
    var citizens = office.citizens(2);
    var claim = UUID.randomUUID();
    then(book(citizens.get(0), release, claim, "08:00").status()).isEqualTo(201);
    var before = audited.recoveries();
    office.sql("UPDATE booking SET state = 'CANCELLED' WHERE id = '" + claim + "'");
    thenFoundAndHealed(release, before, "0:1=redis:confirmed(" + claim + "),postgres:free");
    var next =
        Eventually.find(
            SOON,
            () -> book(citizens.get(1), release, UUID.randomUUID(), "08:00"),
            answer -> answer.status() == 201);
    then(next.body().getJsonArray("numbers").getString(0)).isEqualTo("A0800-1b");
  }

  @Test
  void are_never_called_wrong_because_1500_claims_are_underWay() {
    var release = office.release(day.terms(150, 8));
    var before = audited.recoveries();
    var wish = day.wish("08:00").put("orNext", true);
    var prefer = Map.of("Prefer", "wait=20");
    for (int round = 0; round < 3; round++) {
      var underWay = new ArrayList<CompletableFuture<Answer>>();
      for (var token : office.citizens(500)) {
        var node = underWay.size() % 2;
        underWay.add(office.claimAsync(node, token, release, UUID.randomUUID(), wish, prefer));
      }
      underWay.forEach(one -> then(one.join().status()).isIn(201, 409));
    }
    var full = new SeatCounts(0, 0, 1200, 0, 0, 0);
    then(audit(0, release, full).getJsonObject("postgres")).isEqualTo(full.json());
    then(audited.said(release)).isEmpty();
    then(audited.recoveries()).isEqualTo(before);
  }

  @Test
  void are_told_no_more_once_the_release_is_retired() {
    var release = office.release(day.terms(1, 1));
    then(Eventually.find(SOON, () -> audited.gauges(release), g -> !g.isEmpty()))
        .containsExactly(0.0);
    then(audit(0, release, new SeatCounts(1, 0, 0, 0, 0, 0))).isNotNull();
    office.sql("UPDATE release SET retired_at = now() WHERE id = '" + release + "'");
    then(Eventually.find(SOON, () -> audited.gauges(release), List::isEmpty)).isEmpty();
    then(audited.of(0, release)).isNull();
  }

  @Test
  void are_told_to_the_staff_of_their_office_alone() {
    var release = office.release(day.terms(1, 1));
    audit(0, release, new SeatCounts(1, 0, 0, 0, 0, 0));
    then(audited.answer(0, "officer").body().getJsonArray("items")).isNotEmpty();
    then(audited.answer(0, "admin").body().getJsonArray("items")).isNotEmpty();
    then(audited.answer(0, "ani").problem()).isEqualTo("forbidden");
    then(audited.answer(0, null).problem()).isEqualTo("unauthenticated");
    office.sql("UPDATE account SET offices = '{elsewhere}' WHERE login = 'officer'");
    var body = new JsonObject().put("login", "officer").put("password", "officer-demo");
    var token = office.call(0, "POST", "/api/v1/sessions", null, body).body().getString("token");
    var other = office.call(0, "GET", "/api/v1/audit/conservation", token, null);
    then(other.body().getJsonArray("items")).isEmpty();
  }
}
