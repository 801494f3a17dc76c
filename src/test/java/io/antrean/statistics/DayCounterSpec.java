package io.antrean.statistics;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.StatisticsConfig;
import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is counted is what a naive count over all rows says")
class DayCounterSpec {

  private static final StatisticsConfig CONFIG =
      new StatisticsConfig(Duration.ofMillis(50), Duration.ZERO, 7, 3660, 400);

  private final Vertx vertx = Vertx.vertx();
  private final String database = Stores.freshDatabase();
  private final Pool pool = Stores.pool(vertx, database);
  private final DayCounter counter = new DayCounter(pool, CONFIG);
  private final StatisticsRepository statistics = new StatisticsRepository(pool);
  private final long seed = System.nanoTime() % 1_000_000;
  private final Random random = new Random(seed);
  private RandomHistory history;

  @BeforeEach
  void open() throws SQLException {
    history = new RandomHistory(database, seed);
  }

  @AfterEach
  void close() throws SQLException {
    history.close();
    pool.close().await();
    vertx.close().await();
  }

  private void count() {
    // Due days are those of the transaction before.
    for (int i = 0; i < 2; i++) while (counter.turn().await()) {}
  }

  /** Every kind of question about every office and all of them. */
  private List<Question> questions() {
    var questions = new ArrayList<Question>();
    var offices = new ArrayList<String>(RandomHistory.OFFICES);
    offices.add(null);
    var ways = new ArrayList<By>(List.of(By.values()));
    ways.add(null);
    for (var office : offices) {
      for (var by : ways) {
        var from = RandomHistory.FIRST.plusDays(random.nextInt(8));
        var to = from.plusDays(random.nextInt(16));
        for (var service : new String[] {null, "passport-new"}) {
          for (var nationality : new String[] {null, "CN"}) {
            questions.add(new Question(office, from, to, by, service, nationality));
          }
        }
      }
    }
    return questions;
  }

  private void agree() throws SQLException {
    var naive = new NaiveStatistics(history);
    for (var question : questions()) {
      var told = statistics.ask(List.of(question)).await().told().get(0);
      var asked = "seed " + seed + ": " + question;
      then(told.total().json()).as(asked).isEqualTo(naive.total(question).json());
      var rows = new JsonObject();
      told.rows().forEach((key, figures) -> rows.put(key, figures.json()));
      var expected = new JsonObject();
      naive.rows(question).forEach((key, figures) -> expected.put(key, figures.json()));
      then(rows).as(asked).isEqualTo(expected);
    }
  }

  @Test
  void whatever_has_happened_before_and_between_turns() throws SQLException {
    history.happen(120);
    for (int round = 0; round < 4; round++) {
      history.happen(150);
      if (random.nextBoolean()) counter.turn().await();
      history.happen(30);
      count();
      agree();
    }
  }

  @Test
  void also_of_a_change_that_was_made_before_a_turn_and_committed_after_it() throws SQLException {
    history.happen(200);
    count();
    try (var late = DriverManager.getConnection(Stores.jdbc(database))) {
      // GIVEN
      late.setAutoCommit(false);
      try (var statement = late.createStatement()) {
        statement.execute(
            "UPDATE visit SET state = 'COMPLETED' WHERE state <> 'COMPLETED' AND id ="
                + " (SELECT id FROM visit WHERE state <> 'COMPLETED' LIMIT 1)");
        statement.execute(
            "UPDATE booking SET state = 'NO_SHOW' WHERE (id, member) ="
                + " (SELECT id, member FROM booking WHERE state = 'CONFIRMED' LIMIT 1)"
                + " AND state = 'CONFIRMED'");
        history.happen(1);
        // WHEN
        count();
        late.commit();
      }
    }
    count();
    // THEN
    agree();
  }

  @Test
  void although_two_nodes_count_at_once() throws SQLException {
    var other = new DayCounter(pool, CONFIG);
    history.happen(300);
    for (int i = 0; i < 40; i++) {
      var first = counter.turn();
      var second = other.turn();
      history.happen(2);
      first.await();
      second.await();
    }
    count();
    agree();
  }

  @Test
  void and_an_answer_says_as_of_when_it_is() throws SQLException {
    history.happen(200);
    count();
    var question = questions().get(0);
    var before = statistics.ask(List.of(question)).await().asOf();
    history.happen(50);
    // Changes are seen, and no day is due yet.
    var slow = new StatisticsConfig(Duration.ofSeconds(1), Duration.ofHours(1), 7, 3660, 400);
    new DayCounter(pool, slow).turn().await();
    then(statistics.ask(List.of(question)).await().asOf()).isEqualTo(before);
    history.run("UPDATE day_due SET due_at = now()");
    count();
    then(statistics.ask(List.of(question)).await().asOf()).isAfter(before);
  }
}
