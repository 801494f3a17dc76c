package io.antrean.statistics;

import io.antrean.statistics.Figure.Source;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has been counted, and the few that are counted when somebody asks. */
final class StatisticsRepository {

  /** The figures of one question: of all of it, and by row, an unknown key as ''. */
  record Told(Question question, Figures total, SortedMap<String, Figures> rows) {}

  /** Of all questions that were asked together: as of when, and who is in the lobby now. */
  record Moment(Instant asOf, long lobby, List<Told> told) {}

  /** All questions of one answer see the same counts. */
  private static final String ONE_MOMENT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  /** Who came today and is neither served nor gone. */
  private static final String NOW =
      """
      SELECT least(
               (SELECT looked_at FROM statistics_job),
               (SELECT min(d.since) FROM day_due d JOIN service s ON s.no = d.service_no
                 WHERE $1::text = '' OR s.office = $1::text)) AS as_of,
             (SELECT count(*)
                FROM office o
                JOIN visit v ON v.office = o.id AND v.day = (now() AT TIME ZONE o.zone)::date
               WHERE ($1::text = '' OR o.id = $1::text)
                 AND v.state IN ('WAITING', 'CALLED', 'SERVING', 'PARKED', 'TRANSFERRED')) AS lobby
      """;

  /** An unknown one comes last. */
  private static final Comparator<String> KEYS =
      Comparator.comparing(String::isEmpty).thenComparing(Comparator.naturalOrder());

  private final Pool postgres;

  StatisticsRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** Answers questions about one office, or about all. */
  Future<Moment> ask(List<Question> questions) {
    return postgres.withTransaction(
        tx ->
            tx.query(ONE_MOMENT)
                .execute()
                .compose(
                    done -> {
                      var answers = new ArrayList<Future<Told>>();
                      for (var question : questions) answers.add(ask(tx, question));
                      var now =
                          tx.preparedQuery(NOW)
                              .execute(Tuple.of(questions.get(0).scope()))
                              .map(rows -> rows.iterator().next());
                      var all = new ArrayList<Future<?>>(answers);
                      all.add(now);
                      return Future.join(all)
                          .map(
                              joined ->
                                  new Moment(
                                      now.result().getOffsetDateTime("as_of").toInstant(),
                                      now.result().getLong("lobby"),
                                      answers.stream().map(Future::result).toList()));
                    }));
  }

  /** All of them leave at once, one behind the other. */
  private static Future<Told> ask(SqlClient tx, Question question) {
    var told =
        new Told(question, new Figures(question.ofTotal()), new TreeMap<String, Figures>(KEYS));
    var values =
        Tuple.of(
            question.scope(),
            question.from(),
            question.to(),
            question.service(),
            question.nationality());
    var asked = new ArrayList<Future<?>>();
    for (var source : Source.values()) {
      if (!question.ofTotal().contains(source)) continue;
      var inParts = Figure.of(source).stream().anyMatch(figure -> !figure.dimensions.isEmpty());
      var sql = inParts ? Sql.parts(question, source) : Sql.whole(question, source);
      asked.add(
          tx.preparedQuery(sql)
              .execute(values)
              .onSuccess(
                  rows -> {
                    if (inParts) parts(told, Figure.of(source).get(0), rows);
                    else whole(told, source, rows);
                  }));
    }
    return Future.join(asked).map(told);
  }

  private static Figures of(Told told, Row row) {
    if (row.getBoolean("total")) return told.total;
    var key = row.getString("key");
    return told.rows.computeIfAbsent(
        key == null ? "" : key, none -> new Figures(told.question.ofRows()));
  }

  private static void whole(Told told, Source source, RowSet<Row> rows) {
    for (var row : rows) {
      var figures = of(told, row);
      for (var figure : Figure.of(source)) {
        var value = row.getLong(Sql.name(figure));
        if (value != null) figures.put(figure, value);
      }
    }
  }

  private static void parts(Told told, Figure figure, RowSet<Row> rows) {
    for (var row : rows) {
      var dimension = row.getString("dimension");
      var count = row.getLong("count");
      if (dimension == null) of(told, row).put(figure, count);
      else of(told, row).add(figure, dimension, row.getString("part"), count);
    }
  }
}
