package io.antrean.floor;

import io.antrean.http.Instants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;

/** What a board shows, from PostgreSQL: numbers, and nobody's name. */
final class BoardRepository {

  static final int SHOWN_MAX = 100;

  /** Who is at which counter, who was called last first; and how many wait, by lane. */
  record Lobby(JsonArray calling, Map<Lane, Integer> waiting) {}

  private static final String ONE_INSTANT =
      "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private static final String CALLING =
      """
      SELECT v.number, v.counter, c.name AS counter_name, v.lane, v.stage, v.state, v.called_at
        FROM visit v JOIN counter c ON c.office = v.office AND c.id = v.counter
       WHERE v.office = $1::text AND v.day = $2::date AND v.state IN ('CALLED', 'SERVING')
       ORDER BY v.called_at DESC, v.no DESC LIMIT $3::int
      """;

  private static final String WAITING =
      """
      SELECT lane, count(*)::int AS count FROM visit
       WHERE office = $1::text AND day = $2::date AND state IN ('WAITING', 'TRANSFERRED')
       GROUP BY lane
      """;

  /** From each call of today to the first step after which the counter was free again. */
  private static final String TIMES =
      """
      WITH step AS (
        SELECT s.act, s.counter, s.at,
               min(s.at) FILTER (WHERE s.to_state NOT IN ('CALLED', 'SERVING')) OVER (
                 PARTITION BY s.visit ORDER BY s.no
                 ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS free_at
          FROM visit v JOIN visit_step s ON s.visit = v.id
         WHERE v.office = $1::text AND v.day = $2::date)
      SELECT count(*)::int AS measured, count(DISTINCT counter)::int AS counters,
             percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (
               ORDER BY extract(epoch FROM free_at - at)) AS seconds
        FROM step
       WHERE act IN ('CALL', 'CALL_OUT_OF_ORDER') AND free_at IS NOT NULL
      """;

  private final Pool postgres;

  BoardRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** Both as they are at one instant: who was called waits no more. */
  Future<Lobby> lobby(String office, LocalDate day) {
    return postgres.withTransaction(
        tx ->
            tx.query(ONE_INSTANT)
                .execute()
                .compose(done -> calling(tx, office, day))
                .compose(calling -> waiting(tx, office, day).map(w -> new Lobby(calling, w))));
  }

  private static Future<JsonArray> calling(SqlClient tx, String office, LocalDate day) {
    return tx.preparedQuery(CALLING)
        .execute(Tuple.of(office, day, SHOWN_MAX))
        .map(
            rows -> {
              var all = new JsonArray();
              for (var row : rows) {
                all.add(
                    new JsonObject()
                        .put("number", row.getString("number"))
                        .put("counter", row.getString("counter"))
                        .put("counterName", row.getString("counter_name"))
                        .put("lane", row.getString("lane"))
                        .put("stage", row.getString("stage"))
                        .put("state", row.getString("state"))
                        .put("calledAt", Instants.text(VisitTable.instant(row, "called_at"))));
              }
              return all;
            });
  }

  private static Future<Map<Lane, Integer>> waiting(SqlClient tx, String office, LocalDate day) {
    return tx.preparedQuery(WAITING)
        .execute(Tuple.of(office, day))
        .map(
            rows -> {
              var waiting = new EnumMap<Lane, Integer>(Lane.class);
              for (var row : rows) {
                waiting.put(Lane.valueOf(row.getString("lane")), row.getInteger("count"));
              }
              return waiting;
            });
  }

  Future<ServiceTimes> times(String office, LocalDate day) {
    return postgres
        .preparedQuery(TIMES)
        .execute(Tuple.of(office, day))
        .map(
            rows -> {
              var row = rows.iterator().next();
              var seconds = row.getArrayOfDoubles("seconds");
              if (seconds == null) return new ServiceTimes(0, 0, 0, 0, 0);
              return new ServiceTimes(
                  row.getInteger("measured"),
                  row.getInteger("counters"),
                  seconds[0],
                  seconds[1],
                  seconds[2]);
            });
  }
}
