package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Reads a stream of an older epoch from its start and applies what PostgreSQL has not heard of. The
 * stream keeps what was settled for a while, which is nearly all of it: which lines have a verdict
 * is looked up a page at a time, so that a recovery takes as long as what is open. A line with a
 * verdict would change nothing if it were applied again.
 */
final class Drain {

  /** Lines read, and looked up, at a time. */
  private static final int LINES_A_PAGE = 1000;

  private static final Future<String> MORE = Future.succeededFuture("MORE");
  private static final Future<String> DRAINED = Future.succeededFuture("DRAINED");

  private final LedgerStream stream;
  private final LedgerRepository repository;
  private final RetirementRepository retirements;
  private final Applier applier;
  private final Catalogue catalogue;
  private final int batchMax;

  Drain(
      LedgerStream stream,
      LedgerRepository repository,
      RetirementRepository retirements,
      Applier applier,
      Catalogue catalogue,
      int batchMax) {
    this.stream = stream;
    this.repository = repository;
    this.retirements = retirements;
    this.applier = applier;
    this.catalogue = catalogue;
    this.batchMax = batchMax;
  }

  /**
   * Applies what is open of the epoch's stream, under the fence of a newer one; {@code told} is the
   * last entry of it that somebody was told of.
   */
  Future<Void> run(Fence fence, int epoch, EntryId told) {
    var reading = new Reading(fence, epoch, told);
    return InTurn.each(Stream.generate(() -> reading)::iterator, "MORE", Reading::step).mapEmpty();
  }

  /** How far one stream is read; {@code open} are the lines of its page that are to be applied. */
  private final class Reading {

    private final Fence fence;
    private final int epoch;
    private final EntryId told;
    private EntryId after = EntryId.START;
    private List<LedgerEntry> open = List.of();

    Reading(Fence fence, int epoch, EntryId told) {
      this.fence = fence;
      this.epoch = epoch;
      this.told = told;
    }

    Future<String> step() {
      return open.isEmpty() ? page() : MORE.compose(more -> apply());
    }

    private Future<String> page() {
      return stream
          .present(epoch, after, LINES_A_PAGE)
          .compose(
              lines -> {
                if (lines.isEmpty()) return DRAINED;
                var before = after;
                after = lines.get(lines.size() - 1).id();
                return repository
                    .judged(fence.partition(), epoch, before, after)
                    .map(judged -> lines.stream().filter(l -> !judged.contains(l.id())).toList())
                    .compose(Drain.this::ofReleasesNotRetired)
                    .onSuccess(found -> open = found)
                    .compose(found -> MORE);
              });
    }

    private Future<String> apply() {
      var next = open.subList(0, Math.min(open.size(), batchMax));
      return applier
          .apply(fence, epoch, LedgerBatch.of(next, catalogue, told))
          .map(
              done -> {
                open = open.subList(done.batch().entries().size(), open.size());
                return "MORE";
              });
    }
  }

  /**
   * A release was retired when PostgreSQL had all of it: its entries are not new, nor in memory.
   */
  private Future<List<LedgerEntry>> ofReleasesNotRetired(List<LedgerEntry> entries) {
    var unknown = new HashSet<UUID>();
    for (var entry : entries) {
      if (catalogue.release(entry.release()) == null) unknown.add(entry.release());
    }
    if (unknown.isEmpty()) return Future.succeededFuture(entries);
    return retirements
        .retired(unknown, Duration.ZERO)
        .map(retired -> entries.stream().filter(e -> !retired.contains(e.release())).toList());
  }
}
