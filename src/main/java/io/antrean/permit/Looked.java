package io.antrean.permit;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.UUID;

/** Who looked at a person's stay permit, when, and what they were shown; no number of it. */
record Looked(
    long no,
    Instant at,
    UUID officer,
    String office,
    UUID person,
    UUID booking,
    UUID permit,
    LocalDate expiresOn,
    LocalDateTime slot,
    Instant claimedAt,
    int overstayDays) {

  static Looked of(Row row) {
    var claimed = row.getOffsetDateTime("claimed_at");
    return new Looked(
        row.getLong("no"),
        row.getOffsetDateTime("at").toInstant(),
        row.getUUID("officer"),
        row.getString("office"),
        row.getUUID("person"),
        row.getUUID("booking"),
        row.getUUID("permit"),
        row.getLocalDate("expires_on"),
        row.getLocalDateTime("slot"),
        claimed == null ? null : claimed.toInstant(),
        row.getInteger("overstay_days"));
  }

  JsonObject json() {
    return new JsonObject()
        .put("check", no)
        .put("at", Instants.text(at))
        .put("officer", officer.toString())
        .put("office", office)
        .put("person", person.toString())
        .put("booking", text(booking))
        .put("permit", text(permit))
        .put("expiresOn", text(expiresOn))
        .put("slot", text(slot))
        .put("claimedAt", claimedAt == null ? null : Instants.text(claimedAt))
        .put("overstayDays", overstayDays);
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }
}
