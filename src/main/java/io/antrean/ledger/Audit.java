package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.ledger.SeatsInRedis.State;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * A release's seats in Redis against those in PostgreSQL, at one position of the ledger. The rule:
 * every seat is in one state, the states add up to the capacity, and CONFIRMED in Redis is what
 * PostgreSQL has a row of, seat by seat and claim by claim.
 */
record Audit(
    UUID release,
    int epoch,
    EntryId position,
    SeatCounts redis,
    SeatCounts postgres,
    Set<String> differences,
    boolean still) {

  /** So many differences are kept; what is beyond is as wrong, and says no more. */
  static final int DIFFERENCES_MAX = 10_000;

  static Audit of(Release release, PartitionRow row, SeatsInRedis redis, SeatsInPostgres postgres) {
    var found = new LinkedHashSet<String>();
    for (int seat = 0; seat < release.capacityTotal(); seat++) {
      if (found.size() == DIFFERENCES_MAX) break;
      if (!agree(redis, postgres, seat)) found.add(told(release, redis, postgres, seat));
    }
    addCounters(found, release, redis);
    return new Audit(
        release.id(),
        row.epoch(),
        row.position(),
        redis.counters().counts(),
        postgres.counted(),
        found,
        redis.isStill());
  }

  /** What PostgreSQL has not heard of yet is HELD in Redis and free in PostgreSQL. */
  private static boolean agree(SeatsInRedis redis, SeatsInPostgres postgres, int seat) {
    var holder = postgres.holder(seat);
    var offered = postgres.offered(seat);
    var state = redis.state(seat);
    if (!mayBeOffered(redis, seat, state, offered)) return false;
    return switch (state) {
      case FREE, HELD -> holder == null && !postgres.isCooling(seat);
      case COOLING, OFFERED, WITHHELD -> holder == null;
      case CONFIRMED -> redis.holder(seat).equals(holder) && !postgres.isTakenTwice(seat);
      case LEFT_BEHIND -> holder == null && redis.holder(seat).equals(postgres.setAside(seat));
      case TAKEN_BY_NONE, NOT_TAKEN, TAKEN_TWICE -> false;
    };
  }

  /** Who takes an offer holds the seat, until PostgreSQL has heard of it. */
  private static boolean mayBeOffered(SeatsInRedis redis, int seat, State state, UUID offered) {
    return switch (state) {
      case OFFERED -> redis.isOfferPending(seat) || redis.offered(seat).equals(offered);
      case HELD -> offered == null || offered.equals(redis.holder(seat));
      default -> offered == null;
    };
  }

  /** The same text again is the same difference again: it names the claims of both sides. */
  private static String told(
      Release release, SeatsInRedis redis, SeatsInPostgres postgres, int seat) {
    var capacity = release.terms().capacity();
    return "%d:%d=redis:%s,postgres:%s"
        .formatted(seat / capacity, seat % capacity + 1, redis.told(seat), postgres.told(seat));
  }

  /** The counters are of one moment; the seats that they count only when nothing has changed. */
  private static void addCounters(Set<String> found, Release release, SeatsInRedis redis) {
    var counters = redis.counters().counts();
    if (counters.total() != release.capacityTotal()) {
      found.add("total=redis:%d,capacity:%d".formatted(counters.total(), release.capacityTotal()));
    }
    if (!redis.isStill()) return;
    var counted = redis.counted();
    compare(found, State.FREE, counters.free(), counted.free());
    compare(found, State.HELD, counters.held(), counted.held());
    compare(found, State.CONFIRMED, counters.confirmed(), counted.confirmed());
    compare(found, State.COOLING, counters.cooling(), counted.cooling());
    compare(found, State.OFFERED, counters.offered(), counted.offered());
    compare(found, State.WITHHELD, counters.withheld(), counted.withheld());
  }

  private static void compare(Set<String> found, State state, int counter, int seats) {
    if (counter == seats) return;
    found.add(
        "%s=counter:%d,seats:%d".formatted(state.name().toLowerCase(Locale.ROOT), counter, seats));
  }
}
