package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.ledger.DueSeats.Match;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** An idle owner has ten turns a second: while somebody waits, it looks in each second one. */
  private static final long TURN_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private static final long COUNT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** By then PostgreSQL has answered, or what stood in the way may be gone. */
  private static final long PASS_OVER_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final OfferScripts scripts;
  private final WaitlistRows waitlist;
  private final Catalogue catalogue;
  private final LongSupplier redisNowMs;
  private final int offersMax;
  private final LedgerMetrics metrics;

  /** Entries that were offered something, until PostgreSQL has answered. */
  private final Map<UUID, Long> asked = new HashMap<>();

  /** Entries of which somebody holds a claim already: they hold up nobody. */
  private final Map<UUID, Long> holding = new HashMap<>();

  private final Pauses pauses = new Pauses(System::nanoTime);
  private long lookedAtNanos = System.nanoTime() - LOOK_EVERY_NANOS;
  private long countedAtNanos = System.nanoTime() - COUNT_EVERY_NANOS;

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
    var now = System.nanoTime();
    if (now - lookedAtNanos < TURN_EVERY_NANOS) return Future.succeededFuture();
    return scripts
        .waitedFor(row.epoch())
        .compose(
            known -> {
              if (known.isEmpty() && now - lookedAtNanos < LOOK_EVERY_NANOS) {
                return Future.succeededFuture();
              }
              lookedAtNanos = now;
              asked.values().removeIf(until -> until - now < 0);
              holding.values().removeIf(until -> until - now < 0);
              return end(row)
                  .compose(done -> count(row))
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

  private Future<Void> count(PartitionRow row) {
    var now = System.nanoTime();
    if (now - countedAtNanos < COUNT_EVERY_NANOS) return Future.succeededFuture();
    countedAtNanos = now;
    return waitlist.count().onSuccess(count -> metrics.waiting(row.id(), count)).mapEmpty();
  }

  private Future<Void> end(PartitionRow row) {
    return waitlist
        .toEnd(redisNowMs.getAsLong(), offersMax)
        .compose(
            over -> over.isEmpty() ? Future.succeededFuture() : scripts.end(row.epoch(), over));
  }

  private Future<Void> turn(PartitionRow row, Map<UUID, String> known, Set<UUID> waitedFor) {
    var all = new HashSet<>(known.keySet());
    all.addAll(waitedFor);
    return InTurn.each(
            all,
            "DONE",
            release -> {
              if (!waitedFor.contains(release)) {
                return scripts.leaveToAll(row.epoch(), release, known.get(release)).map("DONE");
              }
              var here = catalogue.release(release);
              if (here == null) return Future.succeededFuture("DONE");
              return offer(row, here, known.get(release)).map("DONE");
            })
        .mapEmpty();
  }

  private Future<Void> offer(PartitionRow row, Release release, String number) {
    var now = redisNowMs.getAsLong();
    if (release.closedAt() != null || release.lastSlotAt().toEpochMilli() <= now) {
      return waitlist.endAll(release.id(), offersMax);
    }
    var isKnown = number != null;
    return (isKnown ? Future.succeededFuture() : scripts.isWaitedFor(row.epoch(), release.id()))
        .compose(done -> scripts.due(row.epoch(), release.id(), now))
        .compose(
            names ->
                names.isEmpty()
                    ? Future.succeededFuture()
                    : offer(row, release, number, new DueSeats(release, names, now)));
  }

  private Future<Void> offer(PartitionRow row, Release release, String number, DueSeats due) {
    return waitlist
        .next(release, due.counts(), offersMax, holding.keySet())
        .compose(
            found -> {
              var over = found.stream().filter(one -> one.ends() != null).toList();
              var waiting = new ArrayList<>(found);
              waiting.removeAll(over);
              var everybody = found.size() < offersMax;
              var matches = due.match(waiting, everybody, asked::containsKey);
              return (over.isEmpty() ? Future.<Void>succeededFuture() : waitlist.end(over))
                  .compose(done -> offer(row, release, number, matches, due.leftToAll()));
            });
  }

  private Future<Void> offer(
      PartitionRow row,
      Release release,
      String number,
      List<Match> matches,
      List<Buffer> leftToAll) {
    if (matches.isEmpty() && leftToAll.isEmpty()) return Future.succeededFuture();
    return scripts
        .offer(row.epoch(), release.id(), number, matches, leftToAll)
        .onSuccess(
            verdicts -> {
              for (int i = 0; i < verdicts.size(); i++) {
                passOver(matches.get(i).to().entry(), verdicts.get(i));
              }
            })
        .mapEmpty();
  }

  private void passOver(UUID entry, String verdict) {
    var until = System.nanoTime() + PASS_OVER_NANOS;
    if (verdict.equals("ACCEPTED") || verdict.equals("ASKED")) asked.put(entry, until);
    if (verdict.equals("HOLDS")) holding.put(entry, until);
  }
}
