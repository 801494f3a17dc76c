package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.ledger.World.Guard;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds all releases of a partition from PostgreSQL, some at a time: an installation has many
 * small ones, and what takes long is to wait for the answers.
 */
final class Rebuild {

  /**
   * Releases that are built at the same time; each has at most {@link
   * ReleaseLoader#CALLS_IN_FLIGHT}, which is together below the least that a connection may have.
   */
  static final int RELEASES_TOGETHER = 6;

  /** Seats of the releases that are built at the same time: a larger one is built alone. */
  static final int SEATS_TOGETHER = 20_000;

  private final BookingRows bookings;
  private final ReleaseLoader loader;

  Rebuild(BookingRows bookings, ReleaseLoader loader) {
    this.bookings = bookings;
    this.loader = loader;
  }

  /** Fails when Redis is in another world than the guard's. */
  Future<Void> run(Guard guard, List<Release> releases) {
    return InTurn.each(together(releases), "DONE", some -> build(guard, some)).mapEmpty();
  }

  /** In their order, in groups of as many as may be built at the same time. */
  static List<List<Release>> together(List<Release> releases) {
    var groups = new ArrayList<List<Release>>();
    var group = new ArrayList<Release>();
    var seats = 0;
    for (var release : releases) {
      seats += release.capacityTotal();
      if (!group.isEmpty() && (group.size() == RELEASES_TOGETHER || seats > SEATS_TOGETHER)) {
        groups.add(group);
        group = new ArrayList<>();
        seats = release.capacityTotal();
      }
      group.add(release);
    }
    if (!group.isEmpty()) groups.add(group);
    return groups;
  }

  private Future<String> build(Guard guard, List<Release> releases) {
    return Future.all(releases.stream().map(release -> build(guard, release)).toList()).map("DONE");
  }

  private Future<Void> build(Guard guard, Release release) {
    return bookings
        .of(release)
        .compose(booked -> Recovery.must(loader.load(guard, release, booked)));
  }
}
