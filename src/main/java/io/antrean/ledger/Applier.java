package io.antrean.ledger;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies batches to PostgreSQL. One that it can not take for what it says (SQLSTATE classes 22 and
 * 23) is halved until the entry is found that it can not take by itself: that one is set aside, and
 * the ledger goes on. Every other failure is the caller's: it may pass.
 */
final class Applier {

  private static final Logger log = LoggerFactory.getLogger(Applier.class);

  /** An entry must fail so often by itself: another partition's commit may come between. */
  private static final int ATTEMPTS = 3;

  /** What was applied: the whole batch, or its beginning. */
  record Applied(LedgerBatch batch, List<Judgement> judgements) {}

  private final LedgerRepository repository;
  private final SetAsideRepository setAsides;
  private final LedgerMetrics metrics;
  private final Duration lease;

  Applier(
      LedgerRepository repository,
      SetAsideRepository setAsides,
      LedgerMetrics metrics,
      Duration lease) {
    this.repository = repository;
    this.setAsides = setAsides;
    this.metrics = metrics;
    this.lease = lease;
  }

  /**
   * Applies the batch's beginning, as much as PostgreSQL can take, and moves the position past it.
   * Entries of an older epoch than the fence's, which a recovery reads, move no position.
   */
  Future<Applied> apply(Fence fence, int entryEpoch, LedgerBatch batch) {
    return attempt(fence, entryEpoch, batch, 1);
  }

  private Future<Applied> attempt(Fence fence, int entryEpoch, LedgerBatch batch, int attempt) {
    return judged(fence, entryEpoch, batch)
        .map(judgements -> new Applied(batch, judgements))
        .recover(
            failure -> {
              if (!LedgerRepository.isOfItsContent(failure)) return Future.failedFuture(failure);
              if (batch.entries().size() > 1) {
                return attempt(fence, entryEpoch, batch.firstHalf(), 1);
              }
              return attempt < ATTEMPTS
                  ? attempt(fence, entryEpoch, batch, attempt + 1)
                  : setAside(fence, entryEpoch, batch, (PgException) failure);
            });
  }

  private Future<List<Judgement>> judged(Fence fence, int entryEpoch, LedgerBatch batch) {
    var to = moveTo(fence, entryEpoch, batch);
    if (batch.isRefusal()) {
      return setAsides.refuse(fence, head(fence, to), batch.entries().get(0)).map(List::of);
    }
    return repository.apply(fence, to.after, to.counted, entryEpoch, batch, lease);
  }

  private Future<Applied> setAside(
      Fence fence, int entryEpoch, LedgerBatch batch, PgException failure) {
    var entry = batch.entries().get(0);
    var reason = reason(failure);
    return setAsides
        .setAside(fence, head(fence, moveTo(fence, entryEpoch, batch)), entry, reason)
        .map(
            judgement -> {
              metrics.setAside();
              log.error(
                  "event=ledger-entry-set-aside partition={} entry={} claim={} reason=\"{}\"",
                  fence.partition(),
                  entry.id(),
                  entry.claim(),
                  reason);
              return new Applied(batch, List.of(judgement));
            });
  }

  /** Without PostgreSQL's detail, which repeats values. */
  private static String reason(PgException failure) {
    return failure.getSqlState() + " " + failure.getErrorMessage();
  }

  private record Move(EntryId after, int counted, int entryEpoch) {}

  private static Move moveTo(Fence fence, int entryEpoch, LedgerBatch batch) {
    return entryEpoch == fence.epoch()
        ? new Move(batch.last(), batch.entries().size(), entryEpoch)
        : new Move(fence.position(), 0, entryEpoch);
  }

  private Tuple head(Fence fence, Move to) {
    return LedgerRepository.head(fence, to.after, to.counted, to.entryEpoch, lease);
  }
}
