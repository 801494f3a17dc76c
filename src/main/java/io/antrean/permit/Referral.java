package io.antrean.permit;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * A finding that was handed to another authority, and what that has done. {@code permit} is the
 * person's at that time; {@code outcome} is null until it is known.
 */
record Referral(
    UUID id, Finding is, UUID permit, UUID referredBy, Instant referredAt, Outcome outcome) {

  static final List<String> REASONS =
      List.of("OVERSTAY", "FALSE_DOCUMENT", "MISUSE_OF_PERMIT", "TRAFFICKING", "OTHER");

  static final List<String> OUTCOMES =
      List.of("DEPORTED", "BANNED", "DEPORTED_AND_BANNED", "FINED", "RELEASED");

  /**
   * What was found, and by whom it is to be judged. Without a booking there is no person: somebody
   * who has walked in.
   */
  record Finding(
      String office,
      UUID booking,
      UUID person,
      String nationality,
      String authority,
      String reason,
      String note) {

    /** Whether this is what {@code sent} says; what that leaves out was filled in by us. */
    boolean isWhatWas(Finding sent) {
      return office.equals(sent.office)
          && authority.equals(sent.authority)
          && reason.equals(sent.reason)
          && Objects.equals(note, sent.note)
          && Objects.equals(booking, sent.booking)
          && (sent.person == null || sent.person.equals(person))
          && (sent.nationality == null || sent.nationality.equals(nationality));
    }

    /** Says nothing of who it is, so that a log or a message can not. */
    @Override
    public String toString() {
      return reason + " at " + office;
    }
  }

  /** What became of it, and who has written that down. */
  record Outcome(String word, UUID by, Instant at, String note) {

    private JsonObject json() {
      return new JsonObject()
          .put("outcome", word)
          .put("recordedBy", by.toString())
          .put("recordedAt", Instants.text(at))
          .put("note", note);
    }
  }

  static Referral of(Row row) {
    var finding =
        new Finding(
            row.getString("office"),
            row.getUUID("booking"),
            row.getUUID("person"),
            row.getString("nationality"),
            row.getString("authority"),
            row.getString("reason"),
            row.getString("note"));
    return new Referral(
        row.getUUID("id"),
        finding,
        row.getUUID("permit"),
        row.getUUID("referred_by"),
        row.getOffsetDateTime("referred_at").toInstant(),
        row.getString("outcome") == null ? null : outcome(row));
  }

  private static Outcome outcome(Row row) {
    return new Outcome(
        row.getString("outcome"),
        row.getUUID("outcome_by"),
        row.getOffsetDateTime("outcome_at").toInstant(),
        row.getString("outcome_note"));
  }

  JsonObject json() {
    return new JsonObject()
        .put("id", id.toString())
        .put("office", is.office)
        .put("booking", text(is.booking))
        .put("person", text(is.person))
        .put("permit", text(permit))
        .put("nationality", is.nationality)
        .put("authority", is.authority)
        .put("reason", is.reason)
        .put("note", is.note)
        .put("referredBy", referredBy.toString())
        .put("referredAt", Instants.text(referredAt))
        .put("outcome", outcome == null ? null : outcome.json());
  }

  private static String text(UUID id) {
    return id == null ? null : id.toString();
  }
}
