package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.ledger.World.Guard;
import io.antrean.ledger.World.Writes;
import io.antrean.redis.PartitionKeys;
import io.vertx.core.Future;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Builds a partition's Redis side anew from PostgreSQL, under a new epoch. The five steps of the
 * design, each of which refuses to go on once somebody else has begun a later epoch: (1) the epoch
 * in PostgreSQL, (2) the fence in Redis, (3) the old streams, read from their start, (4) all keys
 * under the new epoch's names, (5) open. Whatever it is stopped at, the next owner begins again.
 */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final World world;
  private final Settler settler;
  private final LedgerRepository repository;
  private final Drain drain;
  private final Rebuild rebuild;
  private final Catalogue catalogue;
  private final UUID owner;
  private final Blocks blocks;

  Recovery(
      World world,
      Settler settler,
      LedgerRepository repository,
      Drain drain,
      Rebuild rebuild,
      Catalogue catalogue,
      UUID owner,
      Blocks blocks) {
    this.world = world;
    this.settler = settler;
    this.repository = repository;
    this.drain = drain;
    this.rebuild = rebuild;
    this.catalogue = catalogue;
    this.owner = owner;
    this.blocks = blocks;
  }

  /** The partition as it stands when it is open again. Fails when it has to be begun again. */
  Future<PartitionRow> run(PartitionRow old, String cause) {
    // A partition that was never open has nothing to recover from.
    var level = cause.equals(Causes.NOT_OPEN) ? Level.INFO : Level.WARN;
    log.atLevel(level)
        .log("event=recovery-begins partition={} epoch={} cause={}", old.id(), old.epoch(), cause);
    return world
        .seen()
        .compose(seen -> repository.newEpoch(old, Math.max(old.epoch(), seen.epoch()) + 1, owner))
        .compose(
            row ->
                world
                    .fence(row.epoch())
                    .compose(
                        fenced ->
                            fenced.runId() == null
                                ? Future.failedFuture("Redis knows a newer epoch")
                                : rebuild(row, fenced.runId())));
  }

  private Future<PartitionRow> rebuild(PartitionRow row, String runId) {
    var fence = row.fence(owner);
    var guard = new Guard(row.epoch(), "RECOVERING", runId);
    return drainFrom(fence, row.drained() + 1)
        .compose(done -> repository.drained(fence, row.epoch() - 1))
        .compose(done -> begin(guard, row.id()))
        .compose(done -> rebuild.run(guard, catalogue.releasesOfPartition(row.id())))
        .compose(done -> blocks.rebuild(guard))
        .compose(done -> repository.open(fence, runId))
        .compose(
            done -> {
              var open = new Writes().add("HSET", world.epochKey(), "state", "OPEN");
              return must(world.build(guard, null, open));
            })
        .compose(done -> repository.row(row.id()))
        .onSuccess(
            now -> log.info("event=recovery-ends partition={} epoch={}", now.id(), now.epoch()));
  }

  /** What Redis had decided under older epochs and PostgreSQL had not heard of yet. */
  private Future<Void> drainFrom(Fence fence, int epoch) {
    if (epoch >= fence.epoch()) return Future.succeededFuture();
    return settler
        .settledUpTo(fence.partition(), epoch)
        .compose(told -> drain.run(fence, epoch, told))
        .compose(done -> drainFrom(fence, epoch + 1));
  }

  private Future<Void> begin(Guard guard, int partition) {
    var meta = PartitionKeys.meta(partition, guard.epoch());
    var empty = new Writes();
    empty.add("HSET", meta, "appended", 0, "applied", 0, "last", "0-0", "oldest_ms", 0);
    return must(world.build(guard, null, empty));
  }

  static Future<Void> must(Future<String> built) {
    return built.compose(
        done ->
            done.equals("OTHER")
                ? Future.failedFuture("Redis is in another world than the recovery")
                : Future.succeededFuture());
  }
}
