package io.antrean.ledger;

import io.antrean.catalogue.Release;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.UUID;

/** Which booking holds which seat of a release, as PostgreSQL has it; numbered as in Redis. */
final class SeatsInPostgres {

  private final Release release;
  private final int capacity;
  private final UUID[] holders;
  private final BitSet twice = new BitSet();
  private int taken;

  SeatsInPostgres(Release release) {
    this.release = release;
    this.capacity = release.terms().capacity();
    this.holders = new UUID[release.capacityTotal()];
  }

  /** Between two slots of a release there may be slots of another one: they are none of ours. */
  void add(LocalDateTime starts, int number, UUID booking) {
    var slot = release.slot(starts);
    if (slot == null || number < 1 || number > capacity) return;
    var seat = slot.ordinal() * capacity + number - 1;
    if (holders[seat] == null) taken++;
    else twice.set(seat);
    holders[seat] = booking;
  }

  /** The booking that holds the seat, or null. */
  UUID holder(int seat) {
    return holders[seat];
  }

  /** Whether PostgreSQL itself gave it to two: its unique index is broken. */
  boolean isTakenTwice(int seat) {
    return twice.get(seat);
  }

  /** PostgreSQL hears of a claim when it is CONFIRMED: what it does not have is free to it. */
  SeatCounts counted() {
    return new SeatCounts(holders.length - taken, 0, taken, 0, 0, 0);
  }

  /** For the log. */
  String told(int seat) {
    if (holders[seat] == null) return "free";
    return (twice.get(seat) ? "confirmed-twice(" : "confirmed(") + holders[seat] + ")";
  }
}
