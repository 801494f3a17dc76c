package io.antrean.permit;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A stay permit of a foreigner. {@code number} is the permit's own and no identity number; it and
 * {@code person} are null once the person was erased, {@code revokedAt} while it stands.
 */
record Permit(UUID id, Particulars is, Instant recordedAt, Instant revokedAt, boolean counts) {

  /** Visit, limited stay, permanent stay. */
  static final List<String> KINDS = List.of("ITK", "KITAS", "KITAP");

  static final List<String> SECTORS =
      List.of(
          "WORK", "FAMILY", "STUDY", "INVESTMENT", "RETIREMENT", "TOURISM", "RELIGIOUS", "OTHER");

  /** As elsewhere in the contract. */
  static final List<String> SEXES = List.of("female", "male");

  private static final int SHOWN = 4;

  /** What the office has written into it. */
  record Particulars(
      UUID person,
      String kind,
      String number,
      String nationality,
      String sex,
      String sector,
      String office,
      LocalDate grantedOn,
      LocalDate expiresOn) {

    static Particulars of(Row row) {
      return new Particulars(
          row.getUUID("person"),
          row.getString("kind"),
          row.getString("number"),
          row.getString("nationality"),
          row.getString("sex").toLowerCase(Locale.ROOT),
          row.getString("sector"),
          row.getString("office"),
          row.getLocalDate("granted_on"),
          row.getLocalDate("expires_on"));
    }

    /** Says nothing of who it is, so that a log or a message can not. */
    @Override
    public String toString() {
      return kind + " of " + office;
    }
  }

  static Permit of(Row row) {
    var revoked = row.getOffsetDateTime("revoked_at");
    return new Permit(
        row.getUUID("id"),
        Particulars.of(row),
        row.getOffsetDateTime("recorded_at").toInstant(),
        revoked == null ? null : revoked.toInstant(),
        row.getBoolean("counts"));
  }

  /** For the office that has recorded it. */
  JsonObject json() {
    var json = shown();
    return json.put("person", is.person == null ? null : is.person.toString())
        .put("number", is.number);
  }

  /** For the account of its person, which knows the rest of the number from the card. */
  JsonObject ownJson() {
    var from = is.number == null ? 0 : Math.max(0, is.number.length() - SHOWN);
    return shown().put("lastFour", is.number == null ? null : is.number.substring(from));
  }

  private JsonObject shown() {
    return new JsonObject()
        .put("id", id.toString())
        .put("kind", is.kind)
        .put("nationality", is.nationality)
        .put("sex", is.sex)
        .put("sector", is.sector)
        .put("office", is.office)
        .put("grantedOn", is.grantedOn.toString())
        .put("expiresOn", is.expiresOn.toString())
        .put("recordedAt", Instants.text(recordedAt))
        .put("revokedAt", revokedAt == null ? null : Instants.text(revokedAt))
        .put("counts", counts);
  }
}
