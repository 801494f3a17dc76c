package io.antrean.permit;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * What an officer was shown of one member of a booking: when they registered, their slot, and how
 * long their stay permit lasts, side by side. {@code permit} is null where none is on record,
 * {@code comeBy} unless they chose to come earlier. {@code no} is the look's own number, under
 * which it is on record.
 */
public record Check(
    long no,
    Instant at,
    UUID person,
    String number,
    Instant claimedAt,
    LocalDate claimedOn,
    LocalDateTime slot,
    LocalDate comeBy,
    Shown permit,
    int overstayDays) {

  /** What does not fit together. */
  public enum Flag {
    /** The permit was over when they claimed the seat. */
    CLAIMED_AFTER_EXPIRY,
    /** The permit ends before the slot. */
    SLOT_AFTER_EXPIRY,
    /** They are in the country longer than the permit says, on the day of the look. */
    OVERSTAY
  }

  /** The permit that counts. {@code number} is null where another office has recorded it. */
  public record Shown(
      UUID id,
      String kind,
      String number,
      String nationality,
      String sector,
      String office,
      LocalDate grantedOn,
      LocalDate expiresOn) {

    private JsonObject json() {
      return new JsonObject()
          .put("id", id.toString())
          .put("kind", kind)
          .put("number", number)
          .put("nationality", nationality)
          .put("sector", sector)
          .put("office", office)
          .put("grantedOn", grantedOn.toString())
          .put("expiresOn", expiresOn.toString());
    }

    /** Says nothing of who it is, so that a log or a message can not. */
    @Override
    public String toString() {
      return kind + " up to " + expiresOn;
    }
  }

  static Check of(Row row, Numbering numbers) {
    var comeBy = row.getLocalDate("come_by");
    var slot = row.getLocalDateTime("slot");
    return new Check(
        row.getLong("no"),
        row.getOffsetDateTime("at").toInstant(),
        row.getUUID("person"),
        numbers.text(
            row.getString("letter"), slot, row.getInteger("seat"), row.getInteger("given")),
        row.getOffsetDateTime("claimed_at").toInstant(),
        row.getLocalDate("claimed_on"),
        slot,
        comeBy,
        row.getUUID("permit") == null ? null : shown(row),
        row.getInteger("overstay_days"));
  }

  private static Shown shown(Row row) {
    return new Shown(
        row.getUUID("permit"),
        row.getString("kind"),
        row.getString("number"),
        row.getString("nationality"),
        row.getString("sector"),
        row.getString("permit_office"),
        row.getLocalDate("granted_on"),
        row.getLocalDate("expires_on"));
  }

  /** In the order in which they are checked; none when all is well, or there is no permit. */
  public Set<Flag> flags() {
    var flags = EnumSet.noneOf(Flag.class);
    if (permit == null) return flags;
    if (claimedOn.isAfter(permit.expiresOn)) flags.add(Flag.CLAIMED_AFTER_EXPIRY);
    if (slot.toLocalDate().isAfter(permit.expiresOn)) flags.add(Flag.SLOT_AFTER_EXPIRY);
    if (overstayDays > 0) flags.add(Flag.OVERSTAY);
    return flags;
  }

  /** As the officer sees it. */
  public JsonObject json() {
    var flags = new JsonArray();
    for (var flag : flags()) flags.add(flag.name());
    return new JsonObject()
        .put("check", no)
        .put("at", Instants.text(at))
        .put("person", person.toString())
        .put("number", number)
        .put("claimedAt", Instants.text(claimedAt))
        .put("slot", slot.toString())
        .put("permit", permit == null ? null : permit.json())
        .put("comeBy", comeBy == null ? null : comeBy.toString())
        .put("overstayDays", overstayDays)
        .put("flagged", !flags.isEmpty())
        .put("flags", flags);
  }
}
