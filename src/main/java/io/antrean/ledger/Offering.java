package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers seats that come back to the waiting lists of a partition, in the ledger's own turn: ends
 * the offers that are over, offers what is due to who is next, and leaves to all what nobody of the
 * list wants. Whatever it is stopped at, the next owner goes on; what it does twice is done once.
 */
final class Offering {

  private static final Logger log = LoggerFactory.getLogger(Offering.class);

  /** While nobody waits as far as Redis knows, PostgreSQL is asked so often. */
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** By then PostgreSQL has answered, or what stood in the way may be gone. */
  private static final long PASS_OVER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final OfferScripts scripts;
  private final WaitlistRows waitlist;
  private final Catalogue catalogue;
  private final LongSupplier redisNowMs;
  private final int offersMax;
  private final LedgerMetrics metrics;
  private final Map<UUID, Long> passedOver = new HashMap<>();
  private final Pauses pauses = new Pauses(System::nanoTime);
  private long lookedAtNanos = System.nanoTime() - LOOK_EVERY_NANOS;

  Offering(
      OfferScripts scripts,
      WaitlistRows waitlist,
      Catalogue catalogue,
      LongSupplier redisNowMs,
      int offersMax,
      LedgerMetrics metrics) {
    this.scripts = scripts;
    this.waitlist = waitlist;
    this.catalogue = catalogue;
    this.redisNowMs = redisNowMs;
    this.offersMax = offersMax;
    this.metrics = metrics;
  }

  /** One turn. It never fails: the ledger goes on. */
  Future<Void> run(PartitionRow row) {
    return scripts
        .waitedFor(row.epoch())
        .compose(
            known -> {
              var now = System.nanoTime();
              if (known.isEmpty() && now - lookedAtNanos < LOOK_EVERY_NANOS) {
                return Future.succeededFuture();
              }
              lookedAtNanos = now;
              passedOver.values().removeIf(until -> until - now < 0);
              return end(row)
                  .compose(done -> waitlist.waitedFor())
                  .compose(waitedFor -> turn(row, known, waitedFor));
            })
        .otherwise(
            failure -> {
              var reason = failure.toString();
              if (pauses.maySay(reason)) {
                log.warn("event=offering-pauses partition={} reason={}", row.id(), reason);
              }
              return null;
            })
        .mapEmpty();
  }

  private Future<Void> end(PartitionRow row) {
    return waitlist
        .toEnd(redisNowMs.getAsLong(), offersMax)
        .compose(
            over -> over.isEmpty() ? Future.succeededFuture() : scripts.end(row.epoch(), over));
  }

  private Future<Void> turn(PartitionRow row, Map<UUID, String> known, Map<UUID, Long> waitedFor) {
    metrics.waiting(row.id(), waitedFor.values().stream().mapToLong(Long::longValue).sum());
    var all = new HashSet<>(known.keySet());
    all.addAll(waitedFor.keySet());
    return InTurn.each(
            all,
            "DONE",
            release -> {
              if (!waitedFor.containsKey(release)) {
                return scripts.leaveToAll(row.epoch(), release, known.get(release)).map("DONE");
              }
              var here = catalogue.release(release);
              if (here == null) return Future.succeededFuture("DONE");
              return offer(row, here, known.containsKey(release)).map("DONE");
            })
        .mapEmpty();
  }

  private Future<Void> offer(PartitionRow row, Release release, boolean isKnown) {
    var now = redisNowMs.getAsLong();
    if (release.closedAt() != null || release.lastSlotAt().toEpochMilli() <= now) {
      return waitlist.settleEntries(release, true);
    }
    return (isKnown ? Future.succeededFuture() : scripts.isWaitedFor(row.epoch(), release.id()))
        .compose(done -> scripts.due(row.epoch(), release.id(), now))
        .compose(
            names ->
                names.isEmpty()
                    ? Future.succeededFuture()
                    : offer(row, release, new DueSeats(release, names, now)));
  }

  private Future<Void> offer(PartitionRow row, Release release, DueSeats due) {
    return waitlist
        .settleEntries(release, false)
        .compose(done -> waitlist.next(release.id(), due.counts(), offersMax))
        .compose(
            waiting -> {
              var everybody = waiting.size() < offersMax;
              var matches = due.match(waiting, everybody, passedOver::containsKey);
              var until = System.nanoTime() + PASS_OVER_NANOS;
              for (var one : matches) passedOver.put(one.to().entry(), until);
              if (matches.isEmpty() && due.leftToAll().isEmpty()) return Future.succeededFuture();
              return scripts.offer(row.epoch(), release.id(), matches, due.leftToAll());
            });
  }
}
