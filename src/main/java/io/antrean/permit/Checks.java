package io.antrean.permit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Looks at stay permits, and keeps who has looked at what: what is shown and what is on record come
 * of one statement, so there is no look without its row.
 */
public final class Checks {

  /**
   * Whoever is being erased is waited for. The permit's number is for the office that has recorded
   * it. The day of the look is the office's.
   */
  private static final String LOOK =
      """
      WITH looked AS (
        SELECT b.id AS booking, b.member, b.person, b.slot, b.seat, b.given, b.claimed_at,
               (b.claimed_at AT TIME ZONE o.zone)::date AS claimed_on, s.letter, s.office,
               p.id AS permit, p.kind, CASE WHEN p.office = s.office THEN p.number END AS number,
               p.nationality, p.sector, p.office AS permit_office, p.granted_on, p.expires_on,
               greatest(0, (now() AT TIME ZONE o.zone)::date - p.expires_on) AS overstay_days,
               u.come_by
        FROM booking b
        JOIN person on_record ON on_record.id = b.person
        JOIN service s ON s.no = b.service_no
        JOIN office o ON o.id = s.office
        LEFT JOIN LATERAL permit_that_counts(b.person) p ON true
        LEFT JOIN urgent_choice u ON u.booking = b.id AND u.member = b.member
        WHERE b.id = $1::uuid AND b.state NOT IN ('MOVED', 'REJECTED')
        FOR KEY SHARE OF on_record
      ), noted AS (
        INSERT INTO permit_check (at, officer, office, person, booking, permit, expires_on, slot,
                                  claimed_at, overstay_days)
        SELECT date_trunc('milliseconds', now()), $2::uuid, office, person, booking, permit,
               expires_on, slot, claimed_at, overstay_days
        FROM looked ORDER BY member
        RETURNING no, at, person
      )
      SELECT noted.no, noted.at, looked.* FROM looked JOIN noted USING (person)
      ORDER BY looked.member
      """;

  /** Who looked at what at an office, the latest first. */
  private static final String PAGE =
      """
      SELECT no, at, officer, office, person, booking, permit, expires_on, slot, claimed_at,
             overstay_days
      FROM permit_check
      WHERE office = $1::text AND ($2::uuid IS NULL OR booking = $2::uuid)
        AND no < $3::bigint
      ORDER BY no DESC LIMIT $4::int
      """;

  private final Pool postgres;
  private final Numbering numbers;

  public Checks(Pool postgres, Numbering numbers) {
    this.postgres = postgres;
    this.numbers = numbers;
  }

  /**
   * For the floor, at check-in and in its transaction: looks at each member of the booking, in
   * their order, and notes that this officer has. Whether they may is the caller's to know. Empty
   * when there is no such booking.
   */
  public Future<List<Check>> look(SqlClient tx, UUID officer, UUID booking) {
    return tx.preparedQuery(LOOK)
        .execute(Tuple.of(booking, officer))
        .map(
            rows -> {
              var found = new ArrayList<Check>(rows.size());
              for (var row : rows) found.add(Check.of(row, numbers));
              return found;
            });
  }

  Future<List<Check>> look(UUID officer, UUID booking) {
    return look(postgres, officer, booking);
  }

  /** At most {@code limit} looks of this office, before the one of this number. */
  Future<List<Looked>> page(String office, UUID booking, long before, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(office, booking, before, limit))
        .map(
            rows -> {
              var found = new ArrayList<Looked>(rows.size());
              for (var row : rows) found.add(Looked.of(row));
              return found;
            });
  }
}
