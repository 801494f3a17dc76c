package io.antrean.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Which releases are retired, in PostgreSQL: their claims are told by it alone. */
final class RetirementRepository {

  /**
   * Only the partition's owner retires, and tells all nodes with the commit. A release waits for
   * every one that is not retired and from which a booking was moved into it: a retry of that claim
   * is answered by the record that goes with this release. Where bookings were moved both ways
   * neither can be the first, so those that wait for nobody else retire together.
   */
  private static final String RETIRE =
      """
      WITH RECURSIVE over AS MATERIALIZED (
        SELECT id FROM release r
         WHERE id = ANY ($4::uuid[]) AND retired_at IS NULL
           AND EXISTS (SELECT FROM partition WHERE id = $1 AND epoch = $2 AND owner = $3)
           AND NOT EXISTS (SELECT FROM set_aside WHERE release = r.id AND resolution IS NULL)
           AND NOT EXISTS (SELECT FROM offer
                            WHERE partition = $1 AND release = r.id AND state = 'OPEN')
           AND NOT EXISTS (SELECT FROM waitlist_entry WHERE release = r.id AND state = 'WAITING')
      ), moved AS MATERIALIZED (
        SELECT DISTINCT b.release AS into_release, o.release AS from_release
          FROM booking b
          JOIN booking o ON o.id = b.id AND o.version = 0 AND o.member = 0
          JOIN release r ON r.id = o.release AND r.retired_at IS NULL
         WHERE b.release = ANY ($4::uuid[]) AND b.version > 0 AND b.member = 0
           AND o.release <> b.release
      ), waits (id) AS (
        SELECT into_release FROM moved WHERE from_release NOT IN (SELECT id FROM over)
        UNION
        SELECT m.into_release FROM moved m JOIN waits w ON w.id = m.from_release
      ), done AS (
        UPDATE release SET retired_at = now()
         WHERE id IN (SELECT id FROM over EXCEPT SELECT id FROM waits)
        RETURNING id)
      SELECT id, pg_notify('catalogue', '') FROM done
      """;

  private static final String RETIRED =
      """
      SELECT id FROM release
       WHERE id = ANY ($1) AND retired_at < now() - $2::bigint * interval '1 millisecond'
      """;

  private final SqlClient postgres;

  RetirementRepository(SqlClient postgres) {
    this.postgres = postgres;
  }

  /**
   * Retires those of the releases of which everything is over, and of where their bookings came
   * from; the ones that it has retired.
   */
  Future<Set<UUID>> retire(Fence fence, Collection<UUID> releases) {
    return postgres
        .preparedQuery(RETIRE)
        .execute(
            Tuple.of(fence.partition(), fence.epoch(), fence.owner())
                .addArrayOfUUID(releases.toArray(UUID[]::new)))
        .map(RetirementRepository::ids);
  }

  /** Those of the releases that were retired so long ago. */
  Future<Set<UUID>> retired(Collection<UUID> releases, Duration ago) {
    return postgres
        .preparedQuery(RETIRED)
        .execute(
            Tuple.tuple().addArrayOfUUID(releases.toArray(UUID[]::new)).addLong(ago.toMillis()))
        .map(RetirementRepository::ids);
  }

  private static Set<UUID> ids(RowSet<Row> rows) {
    var ids = new HashSet<UUID>();
    for (var row : rows) ids.add(row.getUUID("id"));
    return ids;
  }
}
