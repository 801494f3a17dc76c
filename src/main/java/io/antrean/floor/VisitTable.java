package io.antrean.floor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How visits are read from PostgreSQL, and how a step of one is written. */
final class VisitTable {

  /** Who has booked is called by the name of their person. */
  static final String SELECT =
      """
      SELECT v.*, s.id AS service, coalesce(v.name, p.name) AS shown_name
        FROM visit v
        JOIN service s ON s.no = v.service_no
        LEFT JOIN person p ON p.id = v.person
      """;

  private static final String BY_ID = SELECT + "WHERE v.id = $1::uuid AND v.office = $2::text";

  private static final String STEP =
      """
      INSERT INTO visit_step (visit, at, act, officer, counter, from_state, to_state, stage, reason,
                              note)
      VALUES ($1::uuid, date_trunc('milliseconds', clock_timestamp()), $2::text, $3::uuid,
              $4::text, $5::text, $6::text, $7::text, $8::text, $9::text)
      """;

  /** What was done with a visit, by whom and why; {@code officer} is null for a bank. */
  record Step(
      UUID visit,
      String act,
      UUID officer,
      String counter,
      VisitState from,
      VisitState to,
      Stage stage,
      String reason,
      String note) {}

  private VisitTable() {}

  /** The visit of this id at this office, or null. */
  static Future<Visit> find(SqlClient client, UUID id, String office) {
    return all(client, BY_ID, Tuple.of(id, office))
        .map(found -> found.isEmpty() ? null : found.get(0));
  }

  static Future<List<Visit>> all(SqlClient client, String sql, Tuple values) {
    return client
        .preparedQuery(sql)
        .execute(values)
        .map(
            rows -> {
              var found = new ArrayList<Visit>(rows.size());
              for (var row : rows) found.add(visit(row));
              return found;
            });
  }

  static Future<Void> write(SqlClient tx, Step step) {
    var values = Tuple.of(step.visit(), step.act(), step.officer(), step.counter());
    values.addString(step.from() == null ? null : step.from().name());
    values.addString(step.to().name()).addString(step.stage().name());
    values.addString(step.reason()).addString(step.note());
    return tx.preparedQuery(STEP).execute(values).mapEmpty();
  }

  private static Visit visit(Row row) {
    return new Visit(
        row.getUUID("id"),
        row.getLong("no"),
        row.getString("office"),
        row.getLocalDate("day"),
        row.getString("service"),
        row.getString("number"),
        row.getUUID("booking"),
        row.getInteger("member"),
        row.getUUID("person"),
        row.getString("shown_name"),
        row.getString("nationality"),
        row.getLocalDateTime("slot"),
        Lane.valueOf(row.getString("lane")),
        VisitState.valueOf(row.getString("state")),
        Stage.valueOf(row.getString("stage")),
        row.getString("counter"),
        row.getInteger("calls"),
        instant(row, "checked_in_at"),
        instant(row, "waiting_since"),
        instant(row, "called_at"),
        instant(row, "serving_since"),
        instant(row, "ended_at"),
        row.getString("payment_code"),
        instant(row, "paid_at"),
        row.getLocalDate("ready_on"),
        row.getString("postponed_reason"),
        row.getString("note"),
        row.getBoolean("on_paper"),
        row.getInteger("version"));
  }

  static Instant instant(Row row, String column) {
    var at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }
}
