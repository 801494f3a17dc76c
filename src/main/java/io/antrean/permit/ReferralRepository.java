package io.antrean.permit;

import io.antrean.permit.Referral.Finding;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Referrals in PostgreSQL. */
final class ReferralRepository {

  /** What became of recording one. */
  enum Recorded {
    NEW,
    SAME,
    /** The id is another referral's. */
    DIFFERS,
    NO_OFFICE,
    /** This office has no such booking. */
    NO_BOOKING,
    /** Nobody of that booking, or not said who of them. */
    NO_PERSON
  }

  private static final String SELECT = "SELECT r.* FROM referral r ";
  private static final String BY_ID = SELECT + "WHERE r.id = $1::uuid";

  /** Whoever is being erased is waited for, and is not there any more. */
  private static final String PERSON = "SELECT FROM person WHERE id = $1::uuid FOR KEY SHARE";

  /** What is not said is as on record. Whoever repeats it, or is a moment later, adds nothing. */
  private static final String ADD =
      """
      INSERT INTO referral (id, office, booking, person, permit, nationality, authority, reason,
                            note, referred_by, referred_at)
      SELECT $1::uuid, o.id, $3::uuid, $4::uuid, p.id,
             coalesce($5::text, p.nationality,
                      (SELECT nationality FROM person WHERE id = $4::uuid)),
             $6::text, $7::text, $8::text, $9::uuid, date_trunc('milliseconds', now())
      FROM office o LEFT JOIN LATERAL permit_that_counts($4::uuid) p ON true
      WHERE o.id = $2::text
      ON CONFLICT ON CONSTRAINT referral_pkey DO NOTHING
      """;

  /** Once: the first outcome stays. */
  private static final String DECIDE =
      """
      UPDATE referral
         SET outcome = $2::text, outcome_by = $3::uuid, outcome_note = $4::text,
             outcome_at = date_trunc('milliseconds', now())
       WHERE id = $1::uuid AND outcome IS NULL
      """;

  /** Days are the office's own. After the one of the cursor, which is of this office or is none. */
  private static final String PAGE =
      SELECT
          + """
          JOIN office o ON o.id = r.office
          WHERE r.office = $1::text
            AND ($2::date IS NULL OR r.referred_at >= $2::date::timestamp AT TIME ZONE o.zone)
            AND ($3::date IS NULL
                 OR r.referred_at < ($3::date + 1)::timestamp AT TIME ZONE o.zone)
            AND ($4::uuid IS NULL OR (r.referred_at, r.id) > (
                  SELECT referred_at, id FROM referral
                  WHERE id = $4::uuid AND office = $1::text))
          ORDER BY r.referred_at, r.id LIMIT $5::int
          """;

  private final Pool postgres;
  private final PermitBookings bookings;

  ReferralRepository(Pool postgres, PermitBookings bookings) {
    this.postgres = postgres;
    this.bookings = bookings;
  }

  /** Null when there is none. */
  Future<Referral> find(UUID id) {
    return find(postgres, id);
  }

  private static Future<Referral> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : Referral.of(rows.iterator().next()));
  }

  /** Records it once, whoever repeats it. */
  Future<Recorded> record(UUID id, Finding finding, UUID by) {
    return postgres.withTransaction(
        tx ->
            find(tx, id)
                .compose(
                    known ->
                        known == null
                            ? add(tx, id, finding, by)
                            : Future.succeededFuture(compared(known, finding))));
  }

  private static Recorded compared(Referral known, Finding finding) {
    return known.is().isWhatWas(finding) ? Recorded.SAME : Recorded.DIFFERS;
  }

  private Future<Recorded> add(SqlClient tx, UUID id, Finding finding, UUID by) {
    if (finding.booking() == null) {
      return finding.person() == null
          ? insert(tx, id, finding, null, by)
          : Future.succeededFuture(Recorded.NO_PERSON);
    }
    return bookings
        .find(tx, finding.booking())
        .compose(
            booking -> {
              if (booking == null || !booking.office().equals(finding.office())) {
                return Future.succeededFuture(Recorded.NO_BOOKING);
              }
              var person = person(finding.person(), booking.party());
              return person == null
                  ? Future.succeededFuture(Recorded.NO_PERSON)
                  : insert(tx, id, finding, person, by);
            });
  }

  private static UUID person(UUID said, List<UUID> party) {
    if (said == null) return party.size() == 1 ? party.get(0) : null;
    return party.contains(said) ? said : null;
  }

  private static Future<Recorded> insert(
      SqlClient tx, UUID id, Finding finding, UUID person, UUID by) {
    var row =
        Tuple.of(id, finding.office(), finding.booking(), person, finding.nationality())
            .addString(finding.authority())
            .addString(finding.reason())
            .addString(finding.note())
            .addUUID(by);
    return tx.preparedQuery(PERSON)
        .execute(Tuple.of(person))
        .compose(
            found -> {
              if (person != null && found.size() == 0) {
                return Future.succeededFuture(Recorded.NO_PERSON);
              }
              return tx.preparedQuery(ADD)
                  .execute(row)
                  .compose(
                      added ->
                          added.rowCount() == 1
                              ? Future.succeededFuture(Recorded.NEW)
                              : notAdded(tx, id, finding));
            });
  }

  private static Future<Recorded> notAdded(SqlClient tx, UUID id, Finding finding) {
    return find(tx, id).map(known -> known == null ? Recorded.NO_OFFICE : compared(known, finding));
  }

  /** The referral as it is then: with this outcome, or the one that it had. */
  Future<Referral> decide(UUID id, String outcome, String note, UUID by) {
    return postgres
        .preparedQuery(DECIDE)
        .execute(Tuple.of(id, outcome, by, note))
        .compose(done -> find(id));
  }

  /** At most {@code limit} of this office's, the first of this time or after the one of this id. */
  Future<List<Referral>> page(String office, LocalDate from, LocalDate to, UUID after, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(office, from, to, after, limit))
        .map(
            rows -> {
              var found = new ArrayList<Referral>(rows.size());
              for (var row : rows) found.add(Referral.of(row));
              return found;
            });
  }
}
