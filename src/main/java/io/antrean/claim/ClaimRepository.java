package io.antrean.claim;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** What PostgreSQL knows of claims of releases that memory and Redis have no more. */
public final class ClaimRepository {

  /** What became of a claim; {@code rejection} is null unless it was REJECTED. */
  record Past(Booking booking, UUID fingerprint, Rejection rejection) {}

  private static final String RELEASE =
      "SELECT retired_at IS NOT NULL AS retired FROM release WHERE id = $1::uuid";

  private static final String CLAIM =
      BookingTable.SELECT + "WHERE b.id = $1::uuid ORDER BY b.member";

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

  /** The claim of this id, of whatever release, or null. */
  Future<Past> find(UUID claim) {
    return postgres
        .preparedQuery(CLAIM)
        .execute(Tuple.of(claim))
        .map(
            rows -> {
              if (rows.size() == 0) return null;
              var row = rows.iterator().next();
              return new Past(
                  BookingTable.bookings(rows).get(0),
                  row.getUUID("fingerprint"),
                  Rejection.ofText(row.getString("reason")));
            });
  }
}
