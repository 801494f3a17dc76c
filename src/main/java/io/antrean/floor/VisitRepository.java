package io.antrean.floor;

import io.antrean.http.Instants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/** Visits for those who look. */
final class VisitRepository {

  /** In order of arrival. */
  private static final String PAGE =
      VisitTable.SELECT
          + """
          WHERE v.office = $1::text AND v.day = $2::date
            AND ($3::text IS NULL OR v.state = $3::text) AND v.no > $4::bigint
          ORDER BY v.no LIMIT $5::int
          """;

  private static final String STEPS =
      "SELECT * FROM visit_step WHERE visit = $1::uuid ORDER BY no LIMIT $2::int";

  /** A visit is over after far fewer. */
  private static final int STEPS_MAX = 500;

  private final Pool postgres;

  VisitRepository(Pool postgres) {
    this.postgres = postgres;
  }

  Future<List<Visit>> page(String office, LocalDate day, String state, long after, int limit) {
    return VisitTable.all(postgres, PAGE, Tuple.of(office, day, state, after, limit));
  }

  Future<Visit> find(String office, UUID id) {
    return VisitTable.find(postgres, id, office);
  }

  /** What was done with a visit, from the first on. */
  Future<JsonArray> steps(UUID visit) {
    return postgres
        .preparedQuery(STEPS)
        .execute(Tuple.of(visit, STEPS_MAX))
        .map(
            rows -> {
              var steps = new JsonArray();
              for (var row : rows) steps.add(step(row));
              return steps;
            });
  }

  private static JsonObject step(Row row) {
    var officer = row.getUUID("officer");
    return new JsonObject()
        .put("at", Instants.text(row.getOffsetDateTime("at").toInstant()))
        .put("act", row.getString("act"))
        .put("officer", officer == null ? null : officer.toString())
        .put("counter", row.getString("counter"))
        .put("from", row.getString("from_state"))
        .put("to", row.getString("to_state"))
        .put("stage", row.getString("stage"))
        .put("reason", row.getString("reason"))
        .put("note", row.getString("note"));
  }
}
