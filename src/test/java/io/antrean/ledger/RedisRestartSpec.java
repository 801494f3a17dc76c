package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("When Redis forgets")
class RedisRestartSpec {

  @RegisterExtension
  static final Installation office = new Installation(2, Map.of("ANTREAN_LEDGER_BATCH_MAX", "3"));

  private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(20);
  private static final int SEATS = 12;

  /** A claim that was told CONFIRMED. */
  private record Booked(String token, UUID claim, JsonObject booking) {}

  private final Day day = Day.next();
  private final String release = office.release(day.terms(SEATS, 2));

  private List<Booked> book(int count) {
    var booked = new ArrayList<Booked>();
    for (var token : office.citizens(count)) {
      var claim = UUID.randomUUID();
      var node = booked.size() % 2;
      // A node may still be finding its way back from the test before.
      var answer =
          Eventually.find(
              RECOVERED_WITHIN,
              () -> office.claim(node, token, release, claim, day.wish("08:00")),
              a -> a.status() < 202);
      then(answer.status()).isIn(200, 201);
      booked.add(new Booked(token, claim, answer.body()));
    }
    return booked;
  }

  private Answer again(int node, Booked one) {
    return office.claim(node, one.token, release, one.claim, day.wish("08:00"));
  }

  /** Every claim that was confirmed is, as it was; its seat is nobody else's; claims go on. */
  private void thenNothingIsLost(List<Booked> booked) {
    for (int node = 0; node < 2; node++) {
      var at = node;
      for (var one : booked) {
        var answer =
            Eventually.find(RECOVERED_WITHIN, () -> again(at, one), a -> a.status() == 200);
        then(answer.status()).isEqualTo(200);
        then(answer.body()).isEqualTo(one.booking);
      }
    }
    var seats = new ArrayList<Object>();
    for (var one : booked) one.booking.getJsonArray("seats").forEach(seats::add);
    for (var token : office.citizens(SEATS - booked.size())) {
      var answer = office.claim(1, token, release, UUID.randomUUID(), day.wish("08:00"));
      then(answer.status()).isEqualTo(201);
      answer.body().getJsonArray("seats").forEach(seats::add);
    }
    then(seats).doesNotHaveDuplicates().hasSize(SEATS);
    var late = office.citizens(1).get(0);
    var taken = office.claim(0, late, release, UUID.randomUUID(), day.wish("08:00"));
    then(taken.problem()).isEqualTo("slot-taken");
    var next = day.wish("08:00").put("orNext", true);
    then(office.claim(0, late, release, UUID.randomUUID(), next).status()).isEqualTo(201);
    thenPostgresHasNothingTwice();
  }

  private void thenPostgresHasNothingTwice() {
    var twice =
        "SELECT count(*) FROM (SELECT FROM booking WHERE state NOT IN ('CANCELLED', 'REJECTED')"
            + " GROUP BY service_no, slot, seat HAVING count(*) > 1) AS twice";
    then(office.sql(twice)).isEqualTo(0L);
  }

  private static long epochs() {
    return (Long) office.sql("SELECT sum(epoch) FROM partition");
  }

  @Test
  void a_crash_and_a_restart_lose_nothing_that_was_confirmed() throws IOException {
    var booked = book(5);
    var before = epochs();
    office.redis().kill();
    var away = again(0, booked.get(0));
    then(away.status()).isEqualTo(503);
    then(away.body().getString("outcome")).isEqualTo("unknown");
    then(away.header("Retry-After")).isNotNull();
    office.redis().restart();
    thenNothingIsLost(booked);
    then(epochs()).isGreaterThan(before);
  }

  @Test
  void an_emptied_redis_is_filled_again() {
    var booked = book(5);
    var before = epochs();
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    thenNothingIsLost(booked);
    then(epochs()).isGreaterThan(before);
  }

  @Test
  void a_crash_in_the_middle_of_claims_leaves_each_confirmed_or_lost_but_never_twice()
      throws IOException {
    var tokens = office.citizens(40);
    var wish = day.wish("08:00").put("orNext", true);
    var claims = tokens.stream().map(token -> UUID.randomUUID()).toList();
    var first = new ArrayList<CompletableFuture<Answer>>();
    for (int i = 0; i < tokens.size(); i++) {
      var prefer = Map.of("Prefer", "wait=1");
      first.add(office.claimAsync(i % 2, tokens.get(i), release, claims.get(i), wish, prefer));
      if (i == 20) office.redis().kill();
    }
    var told = first.stream().map(CompletableFuture::join).toList();
    office.redis().restart();
    for (int i = 0; i < tokens.size(); i++) {
      var token = tokens.get(i);
      var claim = claims.get(i);
      var last =
          Eventually.find(
              RECOVERED_WITHIN,
              () -> office.claim(0, token, release, claim, wish),
              a -> a.status() != 503 && a.status() != 202);
      then(last.status()).isIn(200, 201, 409);
      if (told.get(i).status() == 201) {
        then(last.status()).isEqualTo(200);
        then(last.body()).isEqualTo(told.get(i).body());
      }
    }
    then(office.sql("SELECT count(*) FROM booking WHERE release = '" + release + "'"))
        .isEqualTo(2L * SEATS);
    thenPostgresHasNothingTwice();
  }
}
