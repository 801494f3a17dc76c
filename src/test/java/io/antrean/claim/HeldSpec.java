package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("While PostgreSQL can not take claims they are HELD")
class HeldSpec {

  private static final int BACKLOG_MAX = 3;

  /** Redis writes its file each second. */
  private static final long FILE_WRITTEN_MS = 2_500;

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_CLAIM_BACKLOG_MAX", "" + BACKLOG_MAX));

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Day day = Day.next();

  /** Keeps every booking from being written until it is closed. */
  private static Connection noBookings() throws SQLException {
    var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
    connection.setAutoCommit(false);
    try (var lock = connection.createStatement()) {
      lock.execute("LOCK TABLE booking IN SHARE MODE");
    }
    return connection;
  }

  /** What a writer had read from Redis already is forgotten, with its connection. */
  private static void endBlockedWrites() {
    office.sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE wait_event_type = 'Lock' AND datname = current_database()");
  }

  private Answer ask(String token, String release, UUID claim, String prefer) {
    var headers = Map.of("Prefer", prefer);
    return office.claimAsync(0, token, release, claim, day.wish("08:00"), headers).join();
  }

  @Test
  void up_to_the_backlogs_bound_and_are_confirmed_when_it_can() throws SQLException {
    var release = office.release(day.terms(10));
    var tokens = office.citizens(BACKLOG_MAX + 1);
    var claims = tokens.stream().map(token -> UUID.randomUUID()).toList();
    var late = tokens.get(BACKLOG_MAX);
    var lateClaim = claims.get(BACKLOG_MAX);
    try (var locked = noBookings()) {
      for (int i = 0; i < BACKLOG_MAX; i++) {
        var held = ask(tokens.get(i), release, claims.get(i), i == 0 ? "wait=1" : "respond-async");
        then(held.status()).isEqualTo(202);
        then(held.body().getString("state")).isEqualTo("HELD");
      }
      var refused = ask(late, release, lateClaim, "respond-async");
      then(refused.status()).isEqualTo(503);
      then(refused.problem()).isEqualTo("overloaded");
      then(Integer.parseInt(refused.header("Retry-After"))).isPositive();
      then(refused.header("Server-Time-Ms")).matches("\\d{13}");
      // A claim that is known is told as it is, however full the ledger.
      then(ask(tokens.get(0), release, claims.get(0), "respond-async").status()).isEqualTo(202);
      locked.rollback();
    }
    for (int i = 0; i <= BACKLOG_MAX; i++) {
      var token = tokens.get(i);
      var claim = claims.get(i);
      var answer =
          Eventually.find(SOON, () -> ask(token, release, claim, "wait=5"), a -> a.status() < 202);
      then(answer.status()).isIn(200, 201);
      then(answer.body().getString("state")).isEqualTo("CONFIRMED");
    }
  }

  @Test
  void and_are_confirmed_also_while_redis_has_no_memory_left() throws SQLException {
    var release = office.release(day.terms(10));
    var token = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    var redis = office.redis().uri();
    try (var locked = noBookings()) {
      then(ask(token, release, claim, "respond-async").status()).isEqualTo(202);
      RedisShell.run(redis, "CONFIG", "SET", "maxmemory", "1mb");
      locked.rollback();
      var answer =
          Eventually.find(SOON, () -> ask(token, release, claim, "wait=1"), a -> a.status() < 202);
      then(answer.body().getString("state")).isEqualTo("CONFIRMED");
      var late = ask(office.citizens(1).get(0), release, UUID.randomUUID(), "wait=1");
      then(late.status()).isEqualTo(503);
    } finally {
      RedisShell.run(redis, "CONFIG", "SET", "maxmemory", "0");
    }
  }

  @Test
  void and_lost_for_certain_when_redis_loses_them_too() throws SQLException {
    var release = office.release(day.terms(10));
    var token = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    var self = "/api/v1/releases/" + release + "/claims/" + claim;
    try (var locked = noBookings()) {
      var headers = Map.of("Prefer", "wait=15");
      var under = office.claimAsync(0, token, release, claim, day.wish("08:00"), headers);
      Eventually.find(
          SOON, () -> office.call(0, "GET", self, token, null).status(), status -> status == 200);
      RedisShell.run(office.redis().uri(), "FLUSHALL");
      endBlockedWrites();
      locked.rollback();
      var told = under.join();
      then(told.status()).isEqualTo(503);
      then(told.body().getString("outcome")).isEqualTo("lost");
      then(told.header("Retry-After")).isNotNull();
    }
    then(office.call(0, "GET", self, token, null).status()).isEqualTo(404);
    var again = ask(token, release, claim, "wait=10");
    then(again.status()).isEqualTo(201);
    then(office.sql("SELECT count(*) FROM booking WHERE id = '" + claim + "'")).isEqualTo(1L);
  }

  @Test
  void and_confirmed_when_redis_comes_back_with_its_file() throws SQLException, IOException {
    var release = office.release(day.terms(10));
    var token = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    var self = "/api/v1/releases/" + release + "/claims/" + claim;
    Answer held;
    try (var locked = noBookings()) {
      held = ask(token, release, claim, "respond-async");
      then(held.status()).isEqualTo(202);
      Eventually.pause(FILE_WRITTEN_MS);
      office.redis().kill();
      endBlockedWrites();
      locked.rollback();
    }
    office.redis().restart();
    // Nobody repeats the claim: the ledger's old stream is read to its end before it is forgotten.
    var found =
        Eventually.find(
            SOON,
            () -> office.call(0, "GET", self, token, null),
            answer -> "CONFIRMED".equals(answer.body().getString("state")));
    then(found.body().getString("state")).isEqualTo("CONFIRMED");
    then(found.body().getJsonArray("seats")).isEqualTo(held.body().getJsonArray("seats"));
    then(found.body().getString("claimedAt")).isEqualTo(held.body().getString("claimedAt"));
  }
}
