package io.antrean.ledger;

import io.antrean.catalogue.Release;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.UUID;

/** Which booking holds which seat of a release, as PostgreSQL has it; numbered as in Redis. */
final class SeatsInPostgres {

  private static final long LOOKING_MAX_MS = 15_000;

  private final Release release;
  private final int capacity;
  private final UUID[] holders;
  private final UUID[] setAside;
  private final UUID[] offered;
  private final long[] backAtMs;
  private final BitSet twice = new BitSet();
  private final long asOfMs;
  private int taken;
  private int withheld;

  /** {@code asOfMs} is Redis's clock, by which seats cool. */
  SeatsInPostgres(Release release, long asOfMs) {
    this.release = release;
    this.asOfMs = asOfMs;
    this.capacity = release.terms().capacity();
    this.holders = new UUID[release.capacityTotal()];
    this.setAside = new UUID[release.capacityTotal()];
    this.offered = new UUID[release.capacityTotal()];
    this.backAtMs = new long[release.capacityTotal()];
  }

  /** Between two slots of a release there may be slots of another one: they are none of ours. */
  void add(LocalDateTime starts, int number, UUID booking) {
    var seat = place(starts, number);
    if (seat < 0) return;
    if (holders[seat] == null) taken++;
    else twice.set(seat);
    holders[seat] = booking;
  }

  /** A seat that was given back, and from when it is claimable. */
  void addCooling(LocalDateTime starts, int number, long backAt) {
    var seat = place(starts, number);
    if (seat >= 0) backAtMs[seat] = Math.max(backAtMs[seat], backAt);
  }

  private int place(LocalDateTime starts, int number) {
    var slot = release.slot(starts);
    if (slot == null || number < 1 || number > capacity) return -1;
    return slot.ordinal() * capacity + number - 1;
  }

  long asOfMs() {
    return asOfMs;
  }

  /** Whether nobody may have the seat yet, for longer than it takes to look at both stores. */
  boolean isCooling(int seat) {
    return holders[seat] == null && backAtMs[seat] > asOfMs + LOOKING_MAX_MS;
  }

  /**
   * A claim that PostgreSQL could not take keeps its seat until an administrator has resolved it.
   */
  void addSetAside(int slot, int number, UUID claim) {
    var seat = slot * capacity + number - 1;
    if (setAside[seat] == null) withheld++;
    setAside[seat] = claim;
  }

  /** A seat that is on offer to this entry of the waiting list. */
  void addOffered(int slot, int number, UUID entry) {
    offered[slot * capacity + number - 1] = entry;
  }

  /** The entry that the seat is offered to, or null. */
  UUID offered(int seat) {
    return offered[seat];
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
    var cooling = 0;
    var onOffer = 0;
    for (int seat = 0; seat < holders.length; seat++) {
      if (holders[seat] != null || setAside[seat] != null) continue;
      if (offered[seat] != null) onOffer++;
      else if (backAtMs[seat] > asOfMs) cooling++;
    }
    var free = holders.length - taken - withheld - cooling - onOffer;
    return new SeatCounts(free, 0, taken, cooling, onOffer, withheld);
  }

  /** For the log. */
  String told(int seat) {
    if (holders[seat] == null) {
      if (setAside[seat] != null) return "set-aside(" + setAside[seat] + ")";
      if (offered[seat] != null) return "offered(" + offered[seat] + ")";
      return isCooling(seat) ? "cooling" : "free";
    }
    return (twice.get(seat) ? "confirmed-twice(" : "confirmed(") + holders[seat] + ")";
  }
}
