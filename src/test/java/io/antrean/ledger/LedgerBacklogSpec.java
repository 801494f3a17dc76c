package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.ledger.LedgerMetrics.State;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What PostgreSQL lacks of the ledger")
class LedgerBacklogSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Day day = Day.next();

  /** The largest of the partitions'. */
  private static double told(int node, String meter) {
    return Pattern.compile("^" + meter + "\\{partition=\"\\d+\"} (\\S+)$", Pattern.MULTILINE)
        .matcher(office.management(node, "/metrics"))
        .results()
        .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
        .max()
        .orElseThrow();
  }

  private static double lag(int node) {
    return told(node, "antrean_ledger_lag_seconds");
  }

  private static double entries(int node) {
    return told(node, "antrean_ledger_backlog_entries");
  }

  /**
   * Refuses connections to the office's database, and ends those that there are; or lets them in.
   */
  private static void postgresTakesConnections(boolean takes) throws SQLException {
    try (var connection = DriverManager.getConnection(Stores.jdbc("postgres"));
        var statement = connection.createStatement()) {
      var database = office.database();
      statement.execute("ALTER DATABASE " + database + " ALLOW_CONNECTIONS " + takes);
      if (takes) return;
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
              + database
              + "'");
    }
  }

  @Test
  void is_told_while_postgresql_refuses_every_connection() throws SQLException {
    var release = office.release(day.terms(4));
    var citizens = office.citizens(2);
    postgresTakesConnections(false);
    try {
      for (var citizen : citizens) {
        var held =
            office
                .claimAsync(
                    0,
                    citizen,
                    release,
                    UUID.randomUUID(),
                    day.wish("08:00"),
                    Map.of("Prefer", "respond-async"))
                .join();
        then(held.status()).isEqualTo(202);
      }
      then(Eventually.find(SOON, () -> entries(0), found -> found == 2)).isEqualTo(2);
      then(Eventually.find(SOON, () -> lag(0), seconds -> seconds > 3)).isGreaterThan(3);
    } finally {
      postgresTakesConnections(true);
    }
    then(Eventually.find(SOON, () -> entries(0), found -> found == 0)).isZero();
    then(Eventually.find(SOON, () -> lag(0), seconds -> seconds == 0)).isZero();
  }

  @Test
  void is_not_told_any_more_of_a_partition_that_another_node_owns() {
    var registry = new SimpleMeterRegistry();
    var metrics = new LedgerMetrics(registry);
    metrics.state(3, State.OPEN);
    metrics.backlog(3, 7, 30);
    metrics.setAsideOpen(3, 1);
    then(metrics.owned()).containsExactly(3);
    then(gauge(registry, "antrean.ledger.lag.seconds")).isEqualTo(30);
    metrics.state(3, State.ELSEWHERE);
    then(metrics.owned()).isEmpty();
    then(gauge(registry, "antrean.ledger.lag.seconds")).isZero();
    then(gauge(registry, "antrean.ledger.backlog.entries")).isZero();
    then(gauge(registry, "antrean.ledger.set.aside.open")).isZero();
  }

  private static double gauge(MeterRegistry registry, String name) {
    return registry.get(name).tag("partition", "3").gauge().value();
  }
}
