package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A recovery")
class RecoverySpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int SEATS = 8;

  /** A claim and who made it. */
  private record Made(String token, UUID claim) {}

  private final Day day = Day.next();
  private final String release = office.release(day.terms(SEATS, 1));

  private Answer ask(int node, Made one) {
    return office.claim(node, one.token, release, one.claim, day.wish("08:00"));
  }

  private List<Made> book(int count) {
    var made = new ArrayList<Made>();
    for (var token : office.citizens(count)) {
      var one = new Made(token, UUID.randomUUID());
      then(ask(0, one).status()).isEqualTo(201);
      made.add(one);
    }
    return made;
  }

  private void copy(Path from, Path to) throws IOException {
    try (var files = Files.list(from)) {
      for (var file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private String state(Made one) {
    return Eventually.find(SOON, () -> ask(1, one), a -> a.status() == 200)
        .body()
        .getString("state");
  }

  @Test
  void from_a_stale_copy_of_redis_believes_postgresql_and_applies_nothing_twice()
      throws IOException {
    var early = book(3);
    var dir = Path.of(RedisShell.run(office.redis().uri(), "CONFIG", "GET", "dir").get(1));
    var live = dir.resolve("appendonlydir");
    var stale = Files.createDirectory(dir.resolve("stale"));
    copy(live, stale);
    var late = book(3);
    var cancel = "/api/v1/bookings/" + early.get(0).claim;
    then(office.call(0, "DELETE", cancel, early.get(0).token, null).status()).isEqualTo(200);
    var before = office.sql("SELECT count(*) FROM booking");
    var epochs = office.sql("SELECT sum(epoch) FROM partition");

    office.redis().kill();
    try (var files = Files.list(live)) {
      for (var file : files.toList()) Files.delete(file);
    }
    copy(stale, live);
    office.redis().restart();

    then(state(early.get(0))).isEqualTo("CANCELLED");
    for (var one : early.subList(1, 3)) then(state(one)).isEqualTo("CONFIRMED");
    for (var one : late) then(state(one)).isEqualTo("CONFIRMED");
    then(office.sql("SELECT count(*) FROM booking")).isEqualTo(before);
    then((Long) office.sql("SELECT sum(epoch) FROM partition")).isGreaterThan((Long) epochs);
    var seats = new ArrayList<Object>();
    for (var token : office.citizens(SEATS - 5)) {
      var one = new Made(token, UUID.randomUUID());
      var answer = Eventually.find(SOON, () -> ask(0, one), a -> a.status() < 202);
      answer.body().getJsonArray("seats").forEach(seats::add);
    }
    then(seats).hasSize(SEATS - 5).doesNotHaveDuplicates();
  }

  @Test
  void leaves_what_it_did_not_forget_to_whoever_opens_the_partition_next() {
    var left = "{p0}:e0:left-behind";
    RedisShell.run(office.redis().uri(), "SET", left, "1");
    office.sql(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()
        """);
    var exists =
        Eventually.find(
            SOON, () -> RedisShell.one(office.redis().uri(), "EXISTS", left), "0"::equals);
    then(exists).isEqualTo("0");
  }

  @Test
  void waits_for_postgresql_and_says_so() throws SQLException {
    var booked = book(2);
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()))) {
      connection.setAutoCommit(false);
      try (var lock = connection.createStatement()) {
        lock.execute("LOCK TABLE partition IN EXCLUSIVE MODE");
      }
      RedisShell.run(office.redis().uri(), "FLUSHALL");
      var refused = ask(0, booked.get(0));
      then(refused.status()).isEqualTo(503);
      then(refused.problem()).isEqualTo("recovering");
      then(refused.header("Retry-After")).isNotNull();
      var ready =
          Eventually.find(
              SOON, () -> office.management(0, "/ready"), text -> text.contains("down"));
      then(ready).contains("PostgreSQL");
      connection.rollback();
    }
    for (var one : booked) then(state(one)).isEqualTo("CONFIRMED");
  }
}
