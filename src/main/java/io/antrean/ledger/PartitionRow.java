package io.antrean.ledger;

import io.vertx.sqlclient.Row;
import java.util.UUID;

/** A partition as PostgreSQL has it. {@code owner} is null once its lease has ended. */
record PartitionRow(
    int id,
    int epoch,
    boolean open,
    EntryId position,
    long applied,
    int drained,
    String runId,
    UUID owner) {

  /** The columns that {@link #of} reads; the lease is judged by PostgreSQL's clock. */
  static final String COLUMNS =
      """
      id, epoch, state, position, applied, drained, run_id,
      CASE WHEN lease_until > clock_timestamp() THEN owner END AS owner
      """;

  static PartitionRow of(Row row) {
    return new PartitionRow(
        row.getInteger("id"),
        row.getInteger("epoch"),
        row.getString("state").equals("OPEN"),
        EntryId.parse(row.getString("position")),
        row.getLong("applied"),
        row.getInteger("drained"),
        row.getString("run_id"),
        row.getUUID("owner"));
  }

  PartitionRow movedTo(EntryId newPosition, long nowApplied) {
    return new PartitionRow(id, epoch, open, newPosition, nowApplied, drained, runId, owner);
  }

  Fence fence(UUID owner) {
    return new Fence(id, epoch, position, owner);
  }
}
