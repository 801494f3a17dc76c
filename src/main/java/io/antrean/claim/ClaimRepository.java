package io.antrean.claim;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/** What PostgreSQL knows of claims of releases that memory and Redis have no more. */
public final class ClaimRepository {

  /** What became of a claim; {@code rejection} is null unless it was REJECTED. */
  record Past(Booking booking, UUID fingerprint, Rejection rejection) {}

  private static final String RELEASE =
      "SELECT retired_at IS NOT NULL AS retired FROM release WHERE id = $1::uuid";

  private static final String CLAIM =
      BookingTable.SELECT + "WHERE b.id = $1::uuid ORDER BY b.member";

  /** One that PostgreSQL could not take has no booking; its slot is in its record. */
  private static final String REFUSED =
      """
      SELECT a.record, a.resolved_at, s.office, s.id AS service, s.letter, t.starts
        FROM set_aside a
        JOIN release r ON r.id = a.release
        JOIN service s ON s.no = r.service_no
        JOIN slot t ON t.release = r.id
         AND t.ordinal = 256 * get_byte(a.record, $3::integer) + get_byte(a.record, $3::integer + 1)
       WHERE a.release = $1::uuid AND a.claim = $2::uuid
         AND a.kind = 'CLAIM' AND a.resolution = 'REFUSED'
       ORDER BY a.no DESC LIMIT 1
      """;

  private final Pool postgres;

  public ClaimRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** Whether the release is retired; null when there is none of this id. */
  Future<Boolean> retired(UUID release) {
    return postgres
        .preparedQuery(RELEASE)
        .execute(Tuple.of(release))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getBoolean("retired"));
  }

  /**
   * The booking of this claim, of whatever release; else the claim of this release that an
   * administrator has refused; else null.
   */
  Future<Past> find(UUID release, UUID claim) {
    return postgres
        .preparedQuery(CLAIM)
        .execute(Tuple.of(claim))
        .compose(
            rows -> {
              if (rows.size() == 0) return findRefused(release, claim);
              var row = rows.iterator().next();
              return Future.succeededFuture(
                  new Past(
                      BookingTable.bookings(rows).get(0),
                      row.getUUID("fingerprint"),
                      Rejection.ofText(row.getString("reason"))));
            });
  }

  private Future<Past> findRefused(UUID release, UUID claim) {
    return postgres
        .preparedQuery(REFUSED)
        .execute(Tuple.of(release, claim, ClaimRecord.SLOT_AT))
        .map(rows -> rows.size() == 0 ? null : refused(claim, rows.iterator().next()));
  }

  private static Past refused(UUID claim, Row row) {
    var resolvedAt = row.getOffsetDateTime("resolved_at").toInstant();
    var record = ClaimRecord.read(row.getBuffer("record"), 0).refused(resolvedAt.toEpochMilli());
    var booking =
        new Booking(
            claim,
            record.account(),
            record.state().name(),
            row.getString("office"),
            row.getString("service"),
            row.getString("letter"),
            record.release(),
            row.getLocalDateTime("starts"),
            record.members().stream()
                .map(m -> new Booking.Member(m.person(), m.seat(), m.given()))
                .toList(),
            Instant.ofEpochMilli(record.claimedAtMs()),
            resolvedAt,
            0,
            false);
    return new Past(booking, record.fingerprint(), record.rejection());
  }
}
