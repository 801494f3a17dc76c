package io.antrean.account;

import io.antrean.http.Instants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** All that is kept of an account's bookings, visits, waiting and stay permits, for its owner. */
public final class ExportRepository {

  /** Bookings of one export; the newest. */
  static final int BOOKINGS_MAX = 10_000;

  /**
   * Open ones are found by the persons, the others by the account: as {@code BookingRepository}.
   */
  private static final String BOOKINGS =
      """
      WITH own AS (
        SELECT b.* FROM account_person a JOIN booking b ON b.person = a.person
        WHERE a.account = $1::uuid AND b.account = $1::uuid
          AND b.state IN ('CONFIRMED', 'CHECKED_IN')
        UNION ALL
        SELECT * FROM booking
        WHERE account = $1::uuid AND state IN ('CANCELLED', 'NO_SHOW', 'POSTPONED', 'COMPLETED')
      )
      SELECT own.id, own.state, s.office, s.id AS service, own.slot, own.person, own.seat,
             own.claimed_at, own.decided_at, own.cancelled_at
      FROM own JOIN service s ON s.no = own.service_no
      ORDER BY own.claimed_at DESC, own.id, own.member
      LIMIT $2::int
      """;

  private static final String WAITLIST =
      """
      SELECT id, release, state, party, joined_at, ended_at FROM waitlist_entry
      WHERE account = $1::uuid ORDER BY no DESC LIMIT $2::int
      """;

  /** Of the persons whom the account has now; of a number its last four characters. */
  private static final String PERMITS =
      """
      SELECT p.id, p.person, p.kind, right(p.number, 4) AS last_four, p.nationality,
             lower(p.sex) AS sex, p.sector, p.office, p.granted_on, p.expires_on, p.revoked_at
      FROM account_person ap JOIN stay_permit p ON p.person = ap.person
      WHERE ap.account = $1::uuid AND ap.removed_at IS NULL
      ORDER BY p.granted_on DESC, p.id LIMIT $2::int
      """;

  private static final String VISITS =
      """
      SELECT v.id, v.booking, v.person, v.office, v.day, v.number, v.lane, v.state, v.stage,
             v.checked_in_at, v.ended_at, v.postponed_reason, v.note
      FROM account_person a
      JOIN visit v ON v.person = a.person
      JOIN booking b ON b.id = v.booking AND b.member = v.member AND b.state <> 'MOVED'
      WHERE a.account = $1::uuid AND b.account = $1::uuid
      ORDER BY v.no DESC LIMIT $2::int
      """;

  private static final String CREATED =
      "SELECT created_at, verified_at FROM account WHERE id = $1::uuid";

  private final Pool postgres;

  public ExportRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** A row a member of a party. */
  Future<JsonArray> bookings(UUID account) {
    return postgres
        .preparedQuery(BOOKINGS)
        .execute(Tuple.of(account, BOOKINGS_MAX))
        .map(
            rows -> {
              var all = new JsonArray();
              for (var row : rows) all.add(booking(row));
              return all;
            });
  }

  private static JsonObject booking(Row row) {
    return new JsonObject()
        .put("booking", row.getUUID("id").toString())
        .put("person", row.getUUID("person").toString())
        .put("state", row.getString("state"))
        .put("office", row.getString("office"))
        .put("service", row.getString("service"))
        .put("slot", row.getLocalDateTime("slot").toString())
        .put("seat", row.getInteger("seat"))
        .put("claimedAt", instant(row, "claimed_at"))
        .put("confirmedAt", instant(row, "decided_at"))
        .put("cancelledAt", instant(row, "cancelled_at"));
  }

  /** Each visit of one of its persons with a booking of this account; the newest. */
  Future<JsonArray> visits(UUID account) {
    return postgres
        .preparedQuery(VISITS)
        .execute(Tuple.of(account, BOOKINGS_MAX))
        .map(
            rows -> {
              var all = new JsonArray();
              for (var row : rows) all.add(visit(row));
              return all;
            });
  }

  private static JsonObject visit(Row row) {
    return new JsonObject()
        .put("visit", row.getUUID("id").toString())
        .put("booking", row.getUUID("booking").toString())
        .put("person", row.getUUID("person").toString())
        .put("office", row.getString("office"))
        .put("day", row.getLocalDate("day").toString())
        .put("number", row.getString("number"))
        .put("lane", row.getString("lane"))
        .put("state", row.getString("state"))
        .put("stage", row.getString("stage"))
        .put("checkedInAt", instant(row, "checked_in_at"))
        .put("endedAt", instant(row, "ended_at"))
        .put("postponedReason", row.getString("postponed_reason"))
        .put("note", row.getString("note"));
  }

  /** Each place on a waiting list that the account ever had; the newest. */
  Future<JsonArray> waitlist(UUID account) {
    return postgres
        .preparedQuery(WAITLIST)
        .execute(Tuple.of(account, BOOKINGS_MAX))
        .map(
            rows -> {
              var all = new JsonArray();
              for (var row : rows) all.add(entry(row));
              return all;
            });
  }

  private static JsonObject entry(Row row) {
    var party = new JsonArray();
    for (var person : row.getArrayOfUUIDs("party")) party.add(person.toString());
    return new JsonObject()
        .put("entry", row.getUUID("id").toString())
        .put("release", row.getUUID("release").toString())
        .put("state", row.getString("state"))
        .put("party", party)
        .put("joinedAt", instant(row, "joined_at"))
        .put("endedAt", instant(row, "ended_at"));
  }

  /** Each stay permit of one of its persons, the latest first. */
  Future<JsonArray> permits(UUID account) {
    return postgres
        .preparedQuery(PERMITS)
        .execute(Tuple.of(account, BOOKINGS_MAX))
        .map(
            rows -> {
              var all = new JsonArray();
              for (var row : rows) all.add(permit(row));
              return all;
            });
  }

  private static JsonObject permit(Row row) {
    return new JsonObject()
        .put("permit", row.getUUID("id").toString())
        .put("person", row.getUUID("person").toString())
        .put("kind", row.getString("kind"))
        .put("lastFour", row.getString("last_four"))
        .put("nationality", row.getString("nationality"))
        .put("sex", row.getString("sex"))
        .put("sector", row.getString("sector"))
        .put("office", row.getString("office"))
        .put("grantedOn", row.getLocalDate("granted_on").toString())
        .put("expiresOn", row.getLocalDate("expires_on").toString())
        .put("revokedAt", instant(row, "revoked_at"));
  }

  /** When the account was made and verified. */
  Future<JsonObject> account(UUID account) {
    return postgres
        .preparedQuery(CREATED)
        .execute(Tuple.of(account))
        .map(
            rows -> {
              var dates = new JsonObject();
              for (var row : rows) {
                dates.put("createdAt", instant(row, "created_at"));
                dates.put("verifiedAt", instant(row, "verified_at"));
              }
              return dates;
            });
  }

  private static String instant(Row row, String column) {
    var at = row.getOffsetDateTime(column);
    return at == null ? null : Instants.text(at.toInstant());
  }
}
