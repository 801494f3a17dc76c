package io.antrean.catalogue;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Hours of a day at which an office is closed though it has released slots. {@code confirmedAt} is
 * null until it is in force; {@code bookings} are the members of those that are there still.
 */
record Blackout(
    UUID id,
    long number,
    String office,
    LocalDate day,
    LocalTime from,
    LocalTime to,
    String reason,
    Instant confirmedAt,
    long slots,
    long bookings) {

  /** No slot begins between this and midnight. */
  static final LocalTime END_OF_DAY = LocalTime.of(23, 59, 59);

  static Blackout of(Row row) {
    return new Blackout(
        row.getUUID("id"),
        row.getLong("no"),
        row.getString("office"),
        row.getLocalDate("day"),
        row.getLocalTime("from_time"),
        row.getLocalTime("to_time"),
        row.getString("reason"),
        CatalogueRows.instant(row, "confirmed_at"),
        row.getLong("slots"),
        row.getLong("bookings"));
  }

  JsonObject json() {
    return new JsonObject()
        .put("id", id.toString())
        .put("office", office)
        .put("day", day.toString())
        .put("from", from.toString())
        .put("to", to.truncatedTo(ChronoUnit.MINUTES).toString())
        .put("reason", reason)
        .put("confirmedAt", confirmedAt == null ? null : Instants.text(confirmedAt))
        .put("slots", slots)
        .put("bookings", bookings);
  }
}
