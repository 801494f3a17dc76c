package io.antrean.floor;

import io.antrean.booking.Numbers;
import io.antrean.http.Instants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Everybody whom an office expects on a day, and who has come: what is printed for the day on which
 * the network is down.
 */
final class DayList {

  /** Rows of one list; an office with more prints service by service. */
  static final int ROWS_MAX = 5_000;

  /** In order of the slots; after them walk-ins and who comes before their day, as they arrive. */
  private static final String ROWS =
      """
      SELECT * FROM (
        SELECT s.letter, s.id AS service, b.slot, b.seat, b.given, NULL AS number, p.name,
               b.id AS booking, b.person, b.state AS booking_state, v.id AS visit, v.lane, v.state,
               v.stage, v.checked_in_at, coalesce(v.on_paper, false) AS on_paper, NULL::bigint AS no
          FROM service s
          JOIN booking b ON b.service_no = s.no
                        AND b.slot >= $2::date AND b.slot < $2::date + 1
                        AND b.state NOT IN ('REJECTED', 'CANCELLED', 'MOVED')
          LEFT JOIN person p ON p.id = b.person
          LEFT JOIN visit v ON v.booking = b.id AND v.member = b.member
         WHERE s.office = $1::text AND ($4::text IS NULL OR s.id = $4::text)
        UNION ALL
        SELECT s.letter, s.id, NULL, NULL, NULL, v.number, coalesce(v.name, p.name), v.booking,
               v.person, b.state, v.id, v.lane, v.state, v.stage, v.checked_in_at, v.on_paper, v.no
          FROM visit v
          JOIN service s ON s.no = v.service_no
          LEFT JOIN person p ON p.id = v.person
          LEFT JOIN booking b ON b.id = v.booking AND b.member = v.member AND b.state <> 'MOVED'
         WHERE v.office = $1::text AND v.day = $2::date
           AND (v.booking IS NULL OR v.slot::date <> v.day)
           AND ($4::text IS NULL OR s.id = $4::text)) line
       ORDER BY slot NULLS LAST, no, letter, seat, given
       LIMIT $3::int
      """;

  /** One who is expected, has come, or both; what does not apply is null. */
  record Line(
      String number,
      String service,
      LocalDateTime slot,
      String name,
      UUID booking,
      UUID person,
      String bookingState,
      UUID visit,
      String lane,
      String state,
      String stage,
      Instant checkedInAt,
      boolean onPaper) {

    JsonObject json() {
      return new JsonObject()
          .put("number", number)
          .put("service", service)
          .put("slot", text(slot))
          .put("name", name)
          .put("booking", text(booking))
          .put("person", text(person))
          .put("bookingState", bookingState)
          .put("visit", text(visit))
          .put("lane", lane)
          .put("state", state)
          .put("stage", stage)
          .put("checkedInAt", checkedInAt == null ? null : Instants.text(checkedInAt))
          .put("onPaper", onPaper);
    }

    private static String text(Object value) {
      return value == null ? null : value.toString();
    }
  }

  private final Pool postgres;

  DayList(Pool postgres) {
    this.postgres = postgres;
  }

  /** At most one more than {@link #ROWS_MAX}; {@code service} is null for all. */
  Future<List<Line>> of(String office, LocalDate day, String service) {
    return postgres
        .preparedQuery(ROWS)
        .execute(Tuple.of(office, day, ROWS_MAX + 1, service))
        .map(
            rows -> {
              var lines = new ArrayList<Line>(rows.size());
              for (var row : rows) lines.add(line(row));
              return lines;
            });
  }

  private static Line line(Row row) {
    var slot = row.getLocalDateTime("slot");
    var number = row.getString("number");
    if (slot != null) {
      number =
          Numbers.text(
              row.getString("letter"), slot, row.getInteger("seat"), row.getInteger("given"));
    }
    return new Line(
        number,
        row.getString("service"),
        slot,
        row.getString("name"),
        row.getUUID("booking"),
        row.getUUID("person"),
        row.getString("booking_state"),
        row.getUUID("visit"),
        row.getString("lane"),
        row.getString("state"),
        row.getString("stage"),
        VisitTable.instant(row, "checked_in_at"),
        row.getBoolean("on_paper"));
  }

  static JsonArray json(List<Line> lines) {
    var all = new JsonArray();
    for (var line : lines) all.add(line.json());
    return all;
  }
}
