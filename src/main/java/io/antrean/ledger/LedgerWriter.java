package io.antrean.ledger;

import io.antrean.claim.Epochs;
import io.antrean.ledger.LedgerMetrics.State;
import io.antrean.ledger.PartitionDesk.Desk;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one partition's ledger from Redis to PostgreSQL and the verdicts back: read a batch,
 * apply it, settle it, repeat. Deployed while this node owns the partition, on one event loop.
 *
 * <p>It runs at its own pace: a slow database makes batches larger, not more numerous. After any
 * failure it begins again from what PostgreSQL says, and settles again what may not have been told.
 */
public final class LedgerWriter extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(LedgerWriter.class);

  private final int partition;
  private final PartitionDesk desks;
  private final LedgerMetrics metrics;
  private final Epochs epochs;
  private final Promise<Void> finished = Promise.promise();
  private final Pauses pauses = new Pauses(System::nanoTime);
  private Desk desk;
  private PartitionRow row;

  /** What was told before this writer began: more than PostgreSQL has after a lost commit. */
  private EntryId told = EntryId.START;

  private SettledEntries kept;
  private Future<Void> settling = Future.succeededFuture();
  private Long auditMayRecoverAt;
  private boolean stopping;

  public LedgerWriter(int partition, PartitionDesk desks, LedgerMetrics metrics, Epochs epochs) {
    this.partition = partition;
    this.desks = desks;
    this.metrics = metrics;
    this.epochs = epochs;
  }

  @Override
  public Future<?> start() {
    kept = new SettledEntries(desks.config().keepSettled());
    begin();
    return Future.succeededFuture();
  }

  private void begin() {
    if (stopping) {
      finished.tryComplete();
      return;
    }
    if (!metrics.isBehind(partition)) metrics.state(partition, State.STARTING);
    var opening = desks.open(vertx, context, partition);
    opening
        // A store that takes the connection and says nothing: what comes of it later is let go.
        .timeout(desks.patienceMs(), TimeUnit.MILLISECONDS)
        .onFailure(late -> opening.onSuccess(Desk::close))
        .compose(
            opened -> {
              desk = opened;
              return resume();
            })
        .onSuccess(done -> nextRound())
        .onFailure(this::failed);
  }

  private Future<Void> resume() {
    return desk.repository()
        .row(partition)
        .timeout(desks.patienceMs(), TimeUnit.MILLISECONDS)
        .compose(
            found -> {
              row = found;
              if (!desks.owner().equals(found.owner())) {
                return Future.failedFuture(new FencedOff(found.fence(desks.owner())));
              }
              return desk.lostCommits().look(found);
            })
        .compose(
            word -> {
              if (!word.equals("OPEN")) return Future.succeededFuture(word);
              return row.open()
                  ? desk.world().state(row.epoch())
                  : Future.succeededFuture(Causes.NOT_OPEN);
            })
        .compose(
            word ->
                word.equals("OPEN")
                    ? desk.settler()
                        .settledUpTo(partition, row.epoch())
                        .onSuccess(this::toldUpTo)
                        .compose(this::settleAgain)
                        .onSuccess(done -> opened())
                    : recover(Causes.ofWorld(word)));
  }

  private void toldUpTo(EntryId entry) {
    told = entry;
    desk.upkeep().toldUpTo(entry);
  }

  private void opened() {
    epochs.learn(partition, row.epoch());
    metrics.state(partition, State.OPEN);
    desk.sweep().begin(row.epoch());
  }

  /** Tells, in order, what PostgreSQL has committed and Redis may not have been told. */
  private Future<Void> settleAgain(EntryId from) {
    if (from.compareTo(row.position()) >= 0) return Future.succeededFuture();
    return desk.repository()
        .verdicts(partition, row.epoch(), from, row.position(), desks.config().batchMax())
        .compose(
            judgements -> {
              var last =
                  judgements.isEmpty()
                      ? row.position()
                      : judgements.get(judgements.size() - 1).entry();
              var applied = last.equals(row.position()) ? row.applied() : 0;
              var fence = new Fence(partition, row.epoch(), last, desks.owner());
              log.info("event=settled-again partition={} entries={}", partition, judgements.size());
              return settled(fence, applied, judgements).compose(done -> settleAgain(last));
            });
  }

  private Future<Void> settled(Fence fence, long applied, List<Judgement> judgements) {
    return desk.settler()
        .settle(fence, applied, forgetBefore(fence), judgements)
        .compose(
            open ->
                open
                    ? Future.<Void>succeededFuture()
                    : Future.failedFuture("Redis is in another world"))
        .onSuccess(done -> kept.add(fence.position()));
  }

  /** Never what PostgreSQL has not (again): after a failover it may be behind. */
  private EntryId forgetBefore(Fence fence) {
    var before = kept.forgetBefore();
    return before == null || before.compareTo(fence.position()) > 0 ? null : before;
  }

  private void nextRound() {
    (desk.upkeep().isDue() ? upkeep(false) : round())
        .onSuccess(
            again -> {
              if (stopping && !again) settling.onComplete(done -> finished.tryComplete());
              else nextRound();
            })
        .onFailure(this::failed);
  }

  /** Reads, applies and settles a batch; true when there was one. */
  private Future<Boolean> round() {
    return desk.stream()
        .next(row.epoch(), row.position(), desks.config().batchMax(), desks.config().readBlock())
        .compose(
            entries -> {
              if (entries.isEmpty()) return upkeep(true).map(false);
              if (!isChained(entries)) {
                return desk.lostCommits()
                    .noneIsMissing(row)
                    .compose(none -> recover(Causes.BROKEN_CHAIN))
                    .map(true);
              }
              return apply(LedgerBatch.of(entries, desks.catalogue(), told)).map(true);
            });
  }

  private boolean isChained(List<LedgerEntry> entries) {
    var before = row.position();
    for (var entry : entries) {
      if (!entry.before().equals(before)) return false;
      before = entry.id();
    }
    return true;
  }

  private Future<Void> apply(LedgerBatch batch) {
    return desk.applier()
        .apply(row.fence(desks.owner()), row.epoch(), batch)
        // A connection that is half open answers never: begin again, and read back what happened.
        .timeout(desks.patienceMs(), TimeUnit.MILLISECONDS)
        .compose(
            applied -> {
              var judgements = applied.judgements();
              row = row.movedTo(applied.batch().last(), row.applied() + judgements.size());
              count(judgements);
              // One settle may be under way behind the next batch; they stay in order.
              return settling.compose(
                  done -> {
                    settling = settled(row.fence(desks.owner()), row.applied(), judgements);
                    return judgements.stream().anyMatch(Judgement::needsRecovery)
                        ? settling.compose(told -> recover(Causes.DISAGREES))
                        : Future.succeededFuture();
                  });
            });
  }

  private void count(List<Judgement> judgements) {
    metrics.applied(judgements.size());
    for (var one : judgements) {
      if (one.verdict().isOfOffer()) metrics.offer(one.verdict().outcome());
      if (one.verdict().rejection() != null) metrics.rejected(one.verdict().rejection());
    }
  }

  private Future<Boolean> upkeep(boolean idle) {
    return settling
        .compose(done -> desk.upkeep().run(row, desks.owner(), idle))
        .compose(
            word ->
                word.equals("OPEN") || !mayRecover(Causes.ofWorld(word))
                    ? Future.succeededFuture(true)
                    : recover(Causes.ofWorld(word)).map(true));
  }

  /** What a recovery does not heal must not keep the partition shut for good. */
  private boolean mayRecover(String cause) {
    if (!cause.equals(Causes.CONSERVATION)) return true;
    var now = System.nanoTime();
    if (auditMayRecoverAt != null && now - auditMayRecoverAt < 0) return false;
    auditMayRecoverAt = now + desks.config().auditRecoveryEvery().toNanos();
    return true;
  }

  private Future<Void> recover(String cause) {
    metrics.state(partition, State.RECOVERING);
    metrics.recovery(cause);
    return desk.recovery()
        .run(row, cause)
        .map(
            recovered -> {
              row = recovered;
              told = EntryId.START;
              kept.clear();
              opened();
              desk.upkeep().begin();
              return null;
            });
  }

  private void failed(Throwable failure) {
    if (desk != null) desk.close();
    desk = null;
    settling = Future.succeededFuture();
    kept.clear();
    if (stopping) {
      finished.tryComplete();
      return;
    }
    var reason = failure.toString();
    if (pauses.maySay(reason)) {
      log.warn("event=ledger-pauses partition={} reason={}", partition, reason);
    }
    vertx.setTimer(desks.config().pauseAfterFailure().toMillis(), t -> begin());
  }

  /** Applies what is there, within the bound, so that a clean stop leaves nothing to repeat. */
  @Override
  public Future<?> stop() {
    stopping = true;
    return finished
        .future()
        .timeout(desks.config().drainMax().toMillis(), TimeUnit.MILLISECONDS)
        .otherwiseEmpty()
        .onComplete(
            done -> {
              metrics.state(partition, State.ELSEWHERE);
              if (desk != null) desk.close();
            });
  }
}
