package io.antrean.catalogue;

import io.antrean.catalogue.ReleasePlan.Rule;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Release plans, and what came of them, in PostgreSQL. */
final class ReleasePlans {

  /** What came of one opening; {@code release} is null unless something was released. */
  record Occurrence(LocalDate day, Outcome outcome, UUID release, Instant madeAt) {}

  enum Outcome {
    RELEASED,
    NO_OPEN_DAY,
    OUTSIDE_HOURS,
    OVERLAPS,
    TOO_LATE
  }

  private static final String SELECT =
      "SELECT p.*, s.office, s.id AS service FROM release_plan p JOIN service s ON s.no ="
          + " p.service_no ";

  private static final String FIND = SELECT + "WHERE p.id = $1::uuid";

  private static final String PAGE =
      SELECT
          + """
          WHERE p.no > $1::bigint AND ($2::text[] IS NULL OR s.office = ANY ($2::text[]))
          ORDER BY p.no LIMIT $3::integer
          """;

  private static final String ADD =
      """
      INSERT INTO release_plan (id, service_no, weekday, opens, from_days, days, day_starts,
        day_ends, slot_minutes, capacity, admission, next_day, created_at)
      VALUES ($1::uuid, $2::integer, $3::smallint, $4::time, $5::smallint, $6::smallint, $7::time,
        $8::time, $9::smallint, $10::smallint, $11::text, $12::date,
        date_trunc('milliseconds', now()))
      """;

  private static final String END =
      """
      UPDATE release_plan SET ended_at = coalesce(ended_at, date_trunc('milliseconds', now()))
       WHERE id = $1::uuid
      """;

  private static final String OCCURRENCES =
      """
      SELECT day, outcome, release, made_at FROM release_plan_occurrence
       WHERE plan = $1::uuid ORDER BY day DESC LIMIT $2::integer
      """;

  private final Pool postgres;

  ReleasePlans(Pool postgres) {
    this.postgres = postgres;
  }

  /** In the order in which they were made; {@code offices} is null for all. */
  Future<List<ReleasePlan>> page(long after, Set<String> offices, int limit) {
    var values =
        Tuple.of(after)
            .addArrayOfString(offices == null ? null : offices.toArray(String[]::new))
            .addInteger(limit);
    return postgres.preparedQuery(PAGE).execute(values).map(ReleasePlans::plans);
  }

  /** Or null. */
  Future<ReleasePlan> find(UUID id) {
    return postgres
        .preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : plan(rows.iterator().next()));
  }

  Future<ReleasePlan> add(Author by, UUID id, Service service, Rule rule, LocalDate nextDay) {
    var values =
        Tuple.of(id, service.no(), rule.weekday().getValue(), rule.opens(), rule.fromDays())
            .addInteger(rule.days())
            .addLocalTime(rule.dayStarts())
            .addLocalTime(rule.dayEnds())
            .addInteger(rule.slotMinutes())
            .addInteger(rule.capacity())
            .addString(rule.admission())
            .addLocalDate(nextDay);
    return by.transaction(postgres, tx -> tx.preparedQuery(ADD).execute(values))
        .compose(added -> find(id));
  }

  /** One that has ended stays so; what it has released stays. Null when there is none. */
  Future<ReleasePlan> end(Author by, UUID id) {
    return by.transaction(postgres, tx -> tx.preparedQuery(END).execute(Tuple.of(id)))
        .compose(ended -> find(id));
  }

  /** The latest first. */
  Future<List<Occurrence>> occurrences(UUID plan, int limit) {
    return postgres
        .preparedQuery(OCCURRENCES)
        .execute(Tuple.of(plan, limit))
        .map(
            rows -> {
              var found = new ArrayList<Occurrence>(rows.size());
              for (var row : rows) {
                found.add(
                    new Occurrence(
                        row.getLocalDate("day"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getUUID("release"),
                        CatalogueRows.instant(row, "made_at")));
              }
              return found;
            });
  }

  private static List<ReleasePlan> plans(RowSet<Row> rows) {
    var found = new ArrayList<ReleasePlan>(rows.size());
    for (var row : rows) found.add(plan(row));
    return found;
  }

  private static ReleasePlan plan(Row row) {
    return new ReleasePlan(
        row.getUUID("id"),
        row.getLong("no"),
        row.getString("office"),
        row.getString("service"),
        rule(row),
        row.getLocalDate("next_day"),
        CatalogueRows.instant(row, "created_at"),
        CatalogueRows.instant(row, "ended_at"));
  }

  static Rule rule(Row row) {
    return new Rule(
        DayOfWeek.of(row.getInteger("weekday")),
        row.getLocalTime("opens"),
        row.getInteger("from_days"),
        row.getInteger("days"),
        row.getLocalTime("day_starts"),
        row.getLocalTime("day_ends"),
        row.getInteger("slot_minutes"),
        row.getInteger("capacity"),
        row.getString("admission"));
  }

  /** Its service, whatever memory knows. */
  static Future<Service> service(SqlClient tx, int no) {
    return tx.preparedQuery("SELECT * FROM service WHERE no = $1::integer")
        .execute(Tuple.of(no))
        .map(rows -> CatalogueRows.service(rows.iterator().next()));
  }

  static Future<Office> office(SqlClient tx, String id) {
    return tx.preparedQuery("SELECT id, name, zone FROM office WHERE id = $1::text")
        .execute(Tuple.of(id))
        .map(rows -> CatalogueRows.office(rows.iterator().next()));
  }
}
