package io.antrean.postgres;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.devmode.PostgresProcess;
import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The check of PostgreSQL at the start")
class StoreCheckSpec {

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void has_nothing_to_say_of_one_that_keeps_its_word() throws Exception {
    then(problems(pool(Map.of()))).isEmpty();
  }

  @Test
  void names_each_setting_by_which_it_would_forget_and_what_to_do() throws Exception {
    // GIVEN
    var weak = List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off");
    try (var postgres = PostgresProcess.start(folder, weak)) {
      var pool = pool(Map.of("ANTREAN_POSTGRES_URI", postgres.uri("antrean")));
      // WHEN
      var problems = problems(pool);
      // THEN
      then(problems).hasSize(3).allMatch(problem -> problem.startsWith("ANTREAN_POSTGRES_URI: "));
      for (var setting : weak) {
        then(problems).anyMatch(problem -> problem.contains(setting));
      }
      then(problems).allMatch(problem -> problem.endsWith("set it to on"));
    }
  }

  @Test
  void reads_which_installation_it_is() throws Exception {
    // GIVEN
    var pool = pool(Map.of());
    // WHEN
    var first = StoreCheck.installation(pool).await(10, TimeUnit.SECONDS);
    // THEN
    then(first).isNotNull();
    then(StoreCheck.installation(pool).await(10, TimeUnit.SECONDS)).isEqualTo(first);
  }

  private Pool pool(Map<String, String> more) {
    var config = Stores.configOf(Stores.freshDatabase(), Stores.redisUri(), more);
    return Postgres.pool(vertx, config.postgres());
  }

  private static List<String> problems(Pool pool) {
    return StoreCheck.problems(pool).await();
  }
}
