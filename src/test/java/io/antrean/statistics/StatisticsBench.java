package io.antrean.statistics;

import io.antrean.config.StatisticsConfig;
import io.antrean.statistics.Figure.Source;
import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What questions cost on five million bookings and three million visits of two years, which it
 * makes first; then the plan of the slowest statement. Run by hand:
 *
 * <pre>
 * mvn test-compile org.codehaus.mojo:exec-maven-plugin:3.6.4:java -Dexec.classpathScope=test
 *     -Dexec.mainClass=io.antrean.statistics.StatisticsBench [-Dexec.args=OFFICES]
 * </pre>
 */
final class StatisticsBench {

  private static final PrintStream REPORT = System.out;
  private static final int ROUNDS = 7;
  private static final LocalDate FROM = LocalDate.of(2024, 1, 1);
  private static final LocalDate TO = LocalDate.of(2025, 12, 31);

  private final Vertx vertx = Vertx.vertx();
  private final String database = Stores.freshDatabase();
  private final Pool pool = Stores.pool(vertx, database);
  private final StatisticsRepository statistics = new StatisticsRepository(pool);
  private String slowest = "";
  private Question slowestOf;
  private long slowestMicros;

  private StatisticsBench() {}

  public static void main(String[] args) throws Exception {
    // A rehearsal: what is wrong is known after some seconds.
    new StatisticsBench().run(1);
    var offices = args.length == 0 ? 40 : Integer.parseInt(args[0]);
    new StatisticsBench().run(offices);
  }

  private void run(int offices) throws Exception {
    REPORT.printf("%n%d offices%n", offices);
    new StatisticsBenchData(Stores.jdbc(database), REPORT).fill(offices);
    count();
    ask();
    explain();
    naive();
    pool.close().await();
    vertx.close().await();
  }

  private void count() {
    var config = new StatisticsConfig(Duration.ofSeconds(1), Duration.ZERO, 500, 3660, 400);
    var counter = new DayCounter(pool, config);
    var began = System.nanoTime();
    var turns = 1;
    while (counter.turn().await()) turns++;
    var ms = (System.nanoTime() - began) / 1_000_000;
    REPORT.printf("counting all days: %,d ms in %d turns of 500%n", ms, turns);
  }

  private void ask() throws Exception {
    for (var office : new String[] {"office-1", null}) {
      var where = office == null ? "all offices" : "one office";
      for (var by : By.values()) {
        var from = by == By.DAY ? TO.minusDays(365) : FROM;
        ask(where + ", by " + by.text(), new Question(office, from, TO, by, null, null));
      }
      ask(where + ", two years", new Question(office, FROM, TO, null, null, null));
      ask(where + ", one service", new Question(office, FROM, TO, By.MONTH, "service-1", null));
      ask(where + ", one country", new Question(office, FROM, TO, By.MONTH, null, "MY"));
      var year = new Question(office, FROM, TO, null, null, null);
      report(
          where + ", year against year",
          () -> statistics.ask(List.of(year.ofYear(2025), year.ofYear(2024))).await());
    }
  }

  private void ask(String what, Question question) throws Exception {
    report(what, () -> statistics.ask(List.of(question)).await());
    for (var source : question.ofTotal()) {
      var sql = sql(question, source);
      var micros = micros(() -> pool.preparedQuery(sql).execute(values(question)).await());
      if (micros[ROUNDS / 2] <= slowestMicros) continue;
      slowestMicros = micros[ROUNDS / 2];
      slowest = sql;
      slowestOf = question;
    }
  }

  private static String sql(Question question, Source source) {
    return switch (source) {
      case POSTPONEMENTS, PERMITS, REFERRALS -> Sql.parts(question, source);
      case BOOKINGS, VISITS, TIMES -> Sql.whole(question, source);
    };
  }

  private static Tuple values(Question question) {
    return Tuple.of(
        question.scope(),
        question.from(),
        question.to(),
        question.service(),
        question.nationality());
  }

  private static long[] micros(Callable<?> asked) throws Exception {
    var micros = new long[ROUNDS];
    for (int i = -2; i < ROUNDS; i++) {
      var began = System.nanoTime();
      asked.call();
      if (i >= 0) micros[i] = (System.nanoTime() - began) / 1_000;
    }
    Arrays.sort(micros);
    return micros;
  }

  private static void report(String what, Callable<?> asked) throws Exception {
    var micros = micros(asked);
    REPORT.printf(
        "| %s | %.1f | %.1f |%n", what, micros[ROUNDS / 2] / 1e3, micros[ROUNDS - 1] / 1e3);
  }

  private void explain() {
    REPORT.printf("%nslowest statement, %.1f ms: %s%n", slowestMicros / 1e3, slowestOf);
    var plan = "EXPLAIN (ANALYZE, BUFFERS) " + slowest;
    for (var row : pool.preparedQuery(plan).execute(values(slowestOf)).await()) {
      REPORT.println(row.getString(0));
    }
  }

  /** What the same would cost without the counts. */
  private void naive() {
    var lines = new ArrayList<String>();
    for (var sql :
        List.of(
            "SELECT state, count(*) FROM booking GROUP BY state",
            "SELECT nationality, count(*) FROM visit WHERE state = 'COMPLETED' GROUP BY 1")) {
      var began = System.nanoTime();
      pool.query(sql).execute().await();
      lines.add("%s: %,d ms".formatted(sql, (System.nanoTime() - began) / 1_000_000));
    }
    REPORT.println("\nwithout the counts\n" + String.join("\n", lines));
  }
}
