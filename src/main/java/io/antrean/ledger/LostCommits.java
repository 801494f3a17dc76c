package io.antrean.ledger;

import io.antrean.ledger.LedgerMetrics.State;
import io.vertx.core.Future;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether PostgreSQL is behind what was told of it: a failover has lost commits. What the stream
 * still has is applied again. Where that is gone too, the ledger stands still until somebody has
 * decided: to recover from this PostgreSQL would give away what was CONFIRMED.
 */
final class LostCommits {

  private static final Logger log = LoggerFactory.getLogger(LostCommits.class);

  private final World world;
  private final LedgerStream stream;
  private final Settler settler;
  private final LedgerRepository repository;
  private final LedgerMetrics metrics;
  private final UUID owner;

  LostCommits(
      World world,
      LedgerStream stream,
      Settler settler,
      LedgerRepository repository,
      LedgerMetrics metrics,
      UUID owner) {
    this.world = world;
    this.stream = stream;
    this.settler = settler;
    this.repository = repository;
    this.metrics = metrics;
    this.owner = owner;
  }

  /**
   * OPEN when none is gone, as far as Redis can tell (an empty one can not); LOSS_ACCEPTED when
   * they are given up. Fails while the partition has to stand still.
   */
  Future<String> look(PartitionRow row) {
    return world
        .seen()
        .compose(
            seen -> {
              if (seen.lossAccepted()) return Future.succeededFuture(Causes.LOSS_ACCEPTED);
              return noneIsGone(row, seen).map("OPEN");
            });
  }

  private Future<Void> noneIsGone(PartitionRow row, World.Seen seen) {
    if (seen.epoch() == 0) return Future.succeededFuture();
    // Redis opens an epoch after PostgreSQL has: what it has told since is lost with it.
    if (seen.open() && seen.epoch() > row.epoch()) {
      return standStill(row, "epoch " + row.epoch(), "epoch " + seen.epoch());
    }
    if (!row.open()) return Future.succeededFuture();
    return whereToldMore(row, told -> areInTheStream(row, told));
  }

  private Future<Void> areInTheStream(PartitionRow row, EntryId told) {
    return stream
        .present(row.epoch(), row.position(), 1)
        .compose(
            next -> {
              if (next.isEmpty() || !next.get(0).before().equals(row.position())) {
                return standStill(row, row.position(), told);
              }
              log.warn(
                  "event=applies-again partition={} from={} told={}",
                  row.id(),
                  row.position(),
                  told);
              return Future.succeededFuture();
            });
  }

  /** The chain is broken at the position: fails when what is missing was told before. */
  Future<Void> noneIsMissing(PartitionRow row) {
    return whereToldMore(row, told -> standStill(row, row.position(), told));
  }

  private Future<Void> whereToldMore(PartitionRow row, Function<EntryId, Future<Void>> then) {
    return settler
        .settledUpTo(row.id(), row.epoch())
        .compose(
            told ->
                told.compareTo(row.position()) > 0 ? then.apply(told) : Future.succeededFuture());
  }

  private Future<Void> standStill(PartitionRow row, Object from, Object told) {
    return repository
        .row(row.id())
        .compose(
            now -> {
              // A writer that slept may only have an old row in hand.
              var fence = row.fence(owner);
              if (!now.fence(now.owner()).equals(fence)) throw new FencedOff(fence);
              metrics.state(row.id(), State.BEHIND);
              return Future.failedFuture(
                  "PostgreSQL has lost commits from %s to %s, and Redis has them no more"
                      .formatted(from, told));
            });
  }
}
