package io.antrean.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Who owns which partition, in PostgreSQL and by its clock. */
public final class OwnershipRepository {

  /** What a node sees: all partitions, how many nodes are alive, and PostgreSQL's time. */
  record View(List<PartitionRow> partitions, int nodesAlive, long nowMs) {}

  private static final String MAKE =
      """
      INSERT INTO partition (id) SELECT generate_series(0, $1::integer - 1)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String BEAT =
      """
      INSERT INTO node (id, seen_at, run_id) VALUES ($1, clock_timestamp(), $2)
      ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), run_id = excluded.run_id
      """;

  private static final String RENEW =
      """
      UPDATE partition SET lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
       WHERE owner = $1 RETURNING id
      """;

  private static final String TAKE =
      """
      UPDATE partition
         SET owner = $1,
             lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
       WHERE id IN (SELECT id FROM partition
                     WHERE owner IS NULL OR lease_until < clock_timestamp()
                     ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED)
      RETURNING id
      """;

  private static final String LEAVE =
      "UPDATE partition SET owner = NULL, lease_until = NULL WHERE id = $1 AND owner = $2";

  private static final String GO = "DELETE FROM node WHERE id = $1";

  private static final String FORGET_DEAD =
      "DELETE FROM node WHERE seen_at < clock_timestamp() - interval '1 day'";

  private static final String VIEW =
      "SELECT "
          + PartitionRow.COLUMNS
          + """
          , (SELECT count(*) FROM node
              WHERE seen_at > clock_timestamp() - $1::bigint * interval '1 millisecond')::integer
              AS alive
          , (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
          FROM partition ORDER BY id
          """;

  private final Pool postgres;

  public OwnershipRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** Makes the partitions that are missing, and says how many there are. */
  public Future<Integer> makePartitions(int count) {
    return postgres
        .preparedQuery(MAKE)
        .execute(Tuple.of(count))
        .compose(made -> postgres.query("SELECT max(id) + 1 AS count FROM partition").execute())
        .map(rows -> rows.iterator().next().getInteger("count"));
  }

  Future<Void> beat(UUID node, String runId) {
    return postgres
        .preparedQuery(BEAT)
        .execute(Tuple.of(node, runId))
        .compose(done -> postgres.query(FORGET_DEAD).execute())
        .mapEmpty();
  }

  /** Which partitions the node still owns, their leases renewed. */
  Future<Set<Integer>> renew(UUID node, Duration lease) {
    return ids(RENEW, Tuple.of(node, lease.toMillis()));
  }

  /** Which free partitions the node has got, at most so many. */
  Future<Set<Integer>> take(UUID node, Duration lease, int max) {
    return ids(TAKE, Tuple.of(node, lease.toMillis(), max));
  }

  private Future<Set<Integer>> ids(String update, Tuple values) {
    return postgres
        .preparedQuery(update)
        .execute(values)
        .map(
            rows -> {
              var ids = new HashSet<Integer>();
              for (Row row : rows) ids.add(row.getInteger("id"));
              return ids;
            });
  }

  /** Another node may have it at once. */
  Future<Void> leave(int partition, UUID node) {
    return postgres.preparedQuery(LEAVE).execute(Tuple.of(partition, node)).mapEmpty();
  }

  /** The node is gone: it no longer counts when the partitions are shared. */
  Future<Void> go(UUID node) {
    return postgres.preparedQuery(GO).execute(Tuple.of(node)).mapEmpty();
  }

  /** A node counts as alive while it was seen within this time. */
  Future<View> view(Duration alive) {
    return postgres
        .preparedQuery(VIEW)
        .execute(Tuple.of(alive.toMillis()))
        .map(
            rows -> {
              var partitions = new ArrayList<PartitionRow>(rows.size());
              var nodes = 0;
              var nowMs = 0L;
              for (Row row : rows) {
                partitions.add(PartitionRow.of(row));
                nodes = row.getInteger("alive");
                nowMs = row.getLong("now_ms");
              }
              return new View(partitions, nodes, nowMs);
            });
  }
}
