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
  private final UUID[] setAside;
  private final BitSet twice = new BitSet();
  private int taken;
  private int withheld;

  SeatsInPostgres(Release release) {
    this.release = release;
    this.capacity = release.terms().capacity();
    this.holders = new UUID[release.capacityTotal()];
    this.setAside = new UUID[release.capacityTotal()];
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

  /**
   * A claim that PostgreSQL could not take keeps its seat until an administrator has resolved it.
   */
  void addSetAside(int slot, int number, UUID claim) {
    var seat = slot * capacity + number - 1;
    if (setAside[seat] == null) withheld++;
    setAside[seat] = claim;
  }

  /** The claim that was set aside with this seat, or null. */
  UUID setAside(int seat) {
    return setAside[seat];
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
    return new SeatCounts(holders.length - taken - withheld, 0, taken, 0, 0, withheld);
  }

  /** For the log. */
  String told(int seat) {
    if (holders[seat] == null) {
      return setAside[seat] == null ? "free" : "set-aside(" + setAside[seat] + ")";
    }
    return (twice.get(seat) ? "confirmed-twice(" : "confirmed(") + holders[seat] + ")";
  }
}
