package io.antrean.audit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The audit trail in PostgreSQL: read here, written by triggers. */
public final class AuditRepository {

  /** What is asked for; null for all, {@code offices} for those of the installation too. */
  record Question(
      String object, String office, Set<String> offices, Instant from, Instant to, long before) {}

  private static final String PAGE =
      """
      SELECT e.*, a.login FROM audit_entry e LEFT JOIN account a ON a.id = e.actor
       WHERE e.no < $1::bigint
         AND ($2::text IS NULL OR e.object = $2::text)
         AND ($3::text IS NULL OR e.office = $3::text)
         AND ($4::text[] IS NULL OR e.office = ANY ($4::text[]))
         AND ($5::timestamptz IS NULL OR e.at >= $5::timestamptz)
         AND ($6::timestamptz IS NULL OR e.at < $6::timestamptz)
       ORDER BY e.no DESC
       LIMIT $7::integer
      """;

  private final SqlClient postgres;

  public AuditRepository(SqlClient postgres) {
    this.postgres = postgres;
  }

  /** The newest first. */
  Future<List<AuditEntry>> page(Question asked, int limit) {
    var offices = asked.offices() == null ? null : asked.offices().toArray(String[]::new);
    var values =
        Tuple.of(asked.before(), asked.object(), asked.office())
            .addArrayOfString(offices)
            .addOffsetDateTime(utc(asked.from()))
            .addOffsetDateTime(utc(asked.to()))
            .addInteger(limit);
    return postgres
        .preparedQuery(PAGE)
        .execute(values)
        .map(
            rows -> {
              var entries = new ArrayList<AuditEntry>(rows.size());
              for (var row : rows) entries.add(entry(row));
              return entries;
            });
  }

  private static AuditEntry entry(Row row) {
    return new AuditEntry(
        row.getLong("no"),
        row.getOffsetDateTime("at").toInstant(),
        row.getUUID("actor"),
        row.getString("login"),
        List.of(row.getArrayOfStrings("roles")),
        row.getString("what"),
        row.getString("office"),
        row.getString("object"),
        row.getJsonObject("before"),
        row.getJsonObject("after"),
        row.getString("request_id"));
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
