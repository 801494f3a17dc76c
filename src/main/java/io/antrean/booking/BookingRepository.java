package io.antrean.booking;

import io.antrean.claim.Booking;
import io.antrean.claim.BookingTable;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** Bookings in PostgreSQL, one row for each member of the party. */
public final class BookingRepository {

  private static final String BY_ID =
      BookingTable.SELECT + "WHERE b.id = $1::uuid ORDER BY b.member";

  /**
   * The newest first; after the one of the cursor, which is of the same account or is none. Open
   * bookings are found by the account's persons, the others by the account.
   */
  private static final String PAGE =
      """
      WITH own AS (
        SELECT b.id, b.claimed_at
        FROM account_person a JOIN booking b ON b.person = a.person
        WHERE a.account = $1::uuid AND b.account = $1::uuid
          AND b.state IN ('CONFIRMED', 'CHECKED_IN')
        UNION
        SELECT id, claimed_at FROM booking
        WHERE account = $1::uuid AND state IN ('CANCELLED', 'NO_SHOW', 'POSTPONED', 'COMPLETED')
      ), page AS (
        SELECT id, claimed_at FROM own
        WHERE $2::uuid IS NULL OR (claimed_at, id) < (
            SELECT claimed_at, id FROM booking
            WHERE id = $2::uuid AND account = $1::uuid ORDER BY version, member LIMIT 1)
        ORDER BY claimed_at DESC, id DESC
        LIMIT $3::int
      )
      """
          + BookingTable.SELECT
          + """
          JOIN page ON page.id = b.id
          ORDER BY page.claimed_at DESC, b.id DESC, b.member
          """;

  /** A booking with what names it in Redis. */
  record Own(Booking booking, UUID fingerprint, int partition) {}

  private final Pool postgres;

  public BookingRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** The booking of this claim, whatever its state, or null. */
  public Future<Booking> find(UUID id) {
    return postgres
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : BookingTable.bookings(rows).get(0));
  }

  /** The same with what its cancel needs, or null. */
  Future<Own> own(UUID id) {
    return postgres
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) return null;
              var row = rows.iterator().next();
              return new Own(
                  BookingTable.bookings(rows).get(0),
                  row.getUUID("fingerprint"),
                  row.getInteger("partition"));
            });
  }

  /** At most {@code limit} of the account's bookings, after the one of this id, or the newest. */
  Future<List<Booking>> page(UUID account, UUID after, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(account, after, limit))
        .map(BookingTable::bookings);
  }
}
