package io.antrean.postgres;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A failure of PostgreSQL")
class PostgresAwaySpec {

  private final Vertx vertx = Vertx.vertx();
  private final Pool pool = Stores.pool(vertx, Stores.freshDatabase());

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Throwable failureOf(String sql) {
    try {
      pool.query(sql).execute().await(20, TimeUnit.SECONDS);
      throw new AssertionError("It did not fail: " + sql);
    } catch (AssertionError e) {
      throw e;
    } catch (Throwable e) {
      return e;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELEC 1",
        "SELECT 1 / 0",
        "INSERT INTO office SELECT * FROM nowhere",
        "DO $$ BEGIN RAISE unique_violation; END $$"
      })
  void is_a_defect_of_ours_when_it_refuses_what_it_was_asked(String sql) {
    then(PostgresAway.is(failureOf(sql))).isFalse();
  }

  @RepeatedTest(30)
  void passes_when_its_connection_is_ended() {
    passes_when_it_can_not_answer_now("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(5)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN RAISE deadlock_detected; END $$",
        "DO $$ BEGIN RAISE disk_full; END $$"
      })
  void passes_when_it_can_not_answer_now(String sql) {
    var failure = failureOf(sql);
    then(PostgresAway.is(failure)).as(failure.toString()).isTrue();
  }
}
