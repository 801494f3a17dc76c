package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.ledger.World.Guard;
import io.antrean.ledger.World.Writes;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What an owner does besides writing, when it is idle and at least once a second: looks whether the
 * world is still the same, tells who is blocked, loads new releases ahead of their opening, tells
 * them what administrators changed, retires those that are over, closes days that are over, settles
 * bookings that have ended, offers what comes back to the waiting lists, audits one of the
 * releases.
 */
final class Upkeep {

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final World world;
  private final BookingRows bookings;
  private final ReleaseLoader loader;
  private final Catalogue catalogue;
  private final LedgerMetrics metrics;
  private final BooleanSupplier clocksApart;
  private final Retirement retirement;
  private final SetAsideRepository setAsides;
  private final Offering offering;
  private final Conservation conservation;
  private final Blocks blocks;
  private final DayClosing days;
  private final EndedBookings ended;
  private Set<UUID> loaded;

  /** Up to which version each release was told of its changes. */
  private final Map<UUID, Integer> changes = new HashMap<>();

  private Boolean saidApart;
  private EntryId told = EntryId.START;
  private long ranAtNanos = System.nanoTime() - EVERY_NANOS;

  Upkeep(
      World world,
      BookingRows bookings,
      ReleaseLoader loader,
      Catalogue catalogue,
      LedgerMetrics metrics,
      BooleanSupplier clocksApart,
      Retirement retirement,
      SetAsideRepository setAsides,
      Offering offering,
      Conservation conservation,
      Blocks blocks,
      DayClosing days,
      EndedBookings ended) {
    this.world = world;
    this.bookings = bookings;
    this.loader = loader;
    this.catalogue = catalogue;
    this.metrics = metrics;
    this.clocksApart = clocksApart;
    this.retirement = retirement;
    this.setAsides = setAsides;
    this.offering = offering;
    this.conservation = conservation;
    this.blocks = blocks;
    this.days = days;
    this.ended = ended;
  }

  /** A new epoch: what was done in the one before says nothing. */
  void begin() {
    loaded = null;
    changes.clear();
    saidApart = null;
    told = EntryId.START;
  }

  /** Redis was told so much: until PostgreSQL has it again, nothing is judged by PostgreSQL. */
  void toldUpTo(EntryId entry) {
    told = entry;
  }

  boolean isDue() {
    return System.nanoTime() - ranAtNanos >= EVERY_NANOS;
  }

  /**
   * OPEN, or why the partition must recover: the word for the other world that it is found in, or
   * CONSERVATION. The writer has settled everything up to the row's position, and waits.
   */
  Future<String> run(PartitionRow row, UUID owner, boolean idle) {
    ranAtNanos = System.nanoTime();
    var guard = new Guard(row.epoch(), "OPEN", row.runId());
    return world
        .state(row.epoch())
        .compose(word -> word.equals("OPEN") ? blocked(guard) : Future.succeededFuture(word))
        .compose(
            word ->
                word.equals("OPEN")
                    ? releases(guard, catalogue.releasesOfPartition(row.id()))
                    : Future.succeededFuture(word))
        .compose(word -> word.equals("OPEN") ? clocks(guard) : Future.succeededFuture(word))
        .compose(
            word ->
                word.equals("OPEN") && row.position().compareTo(told) >= 0
                    ? withAllThatWasTold(guard, row, owner, idle)
                    : Future.succeededFuture(word))
        .compose(
            word ->
                setAsides
                    .open(row.id())
                    .map(
                        open -> {
                          metrics.setAsideOpen(row.id(), open);
                          return word;
                        }));
  }

  /**
   * What must not go by a PostgreSQL that is behind: while lines are applied again there may be an
   * acceptance, a cancel or a change among them.
   */
  private Future<String> withAllThatWasTold(
      Guard guard, PartitionRow row, UUID owner, boolean idle) {
    var fence = row.fence(owner);
    return retirement
        .run(guard, fence)
        .compose(done -> days.run(fence, idle))
        .onSuccess(metrics::noShows)
        .compose(closed -> ended.run(fence))
        .compose(done -> done ? Future.succeededFuture("OPEN") : whatWorld(guard))
        .compose(
            word ->
                word.equals("OPEN") ? offering.run(row).map(word) : Future.succeededFuture(word))
        .compose(
            word ->
                word.equals("OPEN")
                    ? conservation.run(row, owner, idle)
                    : Future.succeededFuture(word));
  }

  private Future<String> blocked(Guard guard) {
    return blocks
        .run(guard)
        .compose(done -> done ? Future.succeededFuture("OPEN") : whatWorld(guard));
  }

  private Future<String> releases(Guard guard, List<Release> releases) {
    return whatIsLoaded(guard)
        .compose(
            known ->
                InTurn.each(
                    releases,
                    "OPEN",
                    release ->
                        loaded(guard, release)
                            .compose(
                                done ->
                                    done.equals("OPEN")
                                        ? changed(guard, release)
                                        : whatWorld(guard))));
  }

  /** A new owner finds most of them loaded: what it would write is there, and newer. */
  private Future<Set<UUID>> whatIsLoaded(Guard guard) {
    if (loaded != null) return Future.succeededFuture(loaded);
    return loader.loaded(guard).onSuccess(found -> loaded = found);
  }

  private Future<String> loaded(Guard guard, Release release) {
    if (loaded.contains(release.id())) return Future.succeededFuture("OPEN");
    return bookings
        .of(release)
        .compose(booked -> loader.load(guard, release, booked))
        .map(
            done -> {
              if (done.equals("OTHER")) return done;
              loaded.add(release.id());
              return "OPEN";
            });
  }

  /** In the order of versions: a node that has read of a change late tells nothing old. */
  private Future<String> changed(Guard guard, Release release) {
    if (changes.getOrDefault(release.id(), 0) >= release.version()) {
      return Future.succeededFuture("OPEN");
    }
    return world
        .change(guard, release)
        .map(
            done -> {
              if (done.equals("OTHER")) return done;
              changes.put(release.id(), release.version());
              return "OPEN";
            });
  }

  private Future<String> whatWorld(Guard guard) {
    return world.state(guard.epoch()).map(word -> word.equals("OPEN") ? "OTHER_RUN" : word);
  }

  /** While the stores' clocks differ, no release of the partition opens. */
  private Future<String> clocks(Guard guard) {
    var apart = clocksApart.getAsBoolean();
    if (saidApart != null && saidApart == apart) return Future.succeededFuture("OPEN");
    var say = new Writes().add("HSET", world.epochKey(), "clocks_apart", apart ? 1 : 0);
    return world
        .build(guard, null, say)
        .map(
            done -> {
              if (done.equals("DONE")) saidApart = apart;
              return "OPEN";
            });
  }
}
