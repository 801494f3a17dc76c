package io.antrean.postgres;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.config.PostgresConfig;
import io.antrean.support.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PostgreSQL")
class PostgresSpec {

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private static PostgresConfig config(String database) {
    var more =
        Map.of(
            "ANTREAN_POSTGRES_POOL_MAX", "2",
            "ANTREAN_POSTGRES_WAITING_MAX", "3",
            "ANTREAN_POSTGRES_CONNECT_TIMEOUT_MS", "1000",
            "ANTREAN_POSTGRES_STATEMENT_TIMEOUT_MS", "300");
    return Stores.configOf(database, Stores.redisUri(), more).postgres();
  }

  @Test
  void is_migrated_by_four_nodes_at_once_and_once() throws SQLException {
    // GIVEN
    var config = config(emptyDatabase());
    // WHEN
    var migrations =
        IntStream.range(0, 4)
            .mapToObj(
                node ->
                    vertx.executeBlocking(
                        () -> {
                          Migrations.run(config);
                          return null;
                        },
                        false))
            .toList();
    Future.all(migrations).await();
    Migrations.run(config);
    // THEN
    var pool = Postgres.pool(vertx, config);
    then(text(pool, "SELECT count(*)::text FROM installation")).isEqualTo("1");
    then(text(pool, "SELECT count(DISTINCT version)::text FROM flyway_schema_history"))
        .isEqualTo(text(pool, "SELECT count(version)::text FROM flyway_schema_history"));
  }

  @Test
  void knows_who_we_are_and_ends_a_statement_that_takes_too_long() {
    var pool = Postgres.pool(vertx, config(Stores.freshDatabase()));
    then(text(pool, "SHOW application_name")).isEqualTo("antrean");
    thenThrownBy(() -> text(pool, "SELECT pg_sleep(5)::text"))
        .hasMessageContaining("statement timeout");
  }

  @Test
  void refuses_who_would_wait_in_a_full_queue_at_once() {
    // GIVEN
    var pool = Postgres.pool(vertx, config(Stores.freshDatabase()));
    var held = List.of(pool.getConnection().await(), pool.getConnection().await());
    var waiting = new ArrayList<Future<Void>>();
    for (int i = 0; i < 3; i++) {
      waiting.add(pool.getConnection().compose(SqlConnection::close));
    }
    // THEN
    thenThrownBy(() -> pool.getConnection().await())
        .hasMessageContaining("queue")
        .matches(PostgresAway::is);
    held.forEach(connection -> connection.close().await());
    waiting.forEach(one -> one.await());
  }

  @Test
  void is_away_for_who_gets_no_connection_in_time() {
    var pool = Postgres.pool(vertx, config(Stores.freshDatabase()));
    var held = List.of(pool.getConnection().await(), pool.getConnection().await());
    thenThrownBy(() -> pool.getConnection().await())
        .hasMessageContaining("Timeout")
        .matches(PostgresAway::is);
    held.forEach(connection -> connection.close().await());
  }

  private static String emptyDatabase() throws SQLException {
    try (var connection = DriverManager.getConnection(Stores.jdbc("postgres"));
        var running = connection.createStatement()) {
      running.execute("CREATE DATABASE spec_without_schema");
      return "spec_without_schema";
    }
  }

  private static String text(Pool pool, String sql) {
    return pool.query(sql).execute().await().iterator().next().getString(0);
  }
}
