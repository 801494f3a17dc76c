package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimRecord;
import io.vertx.core.buffer.Buffer;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A release's seats as Redis has them: what its bits, its claims' records and its cooling seats say
 * of each. A seat is numbered through the whole release, from 0.
 */
final class SeatsInRedis {

  /** The last four are states that no seat can be in while all is well. */
  enum State {
    FREE,
    HELD,
    CONFIRMED,
    COOLING,
    OFFERED,
    WITHHELD,
    /** Its bit is set, and nothing says why. */
    TAKEN_BY_NONE,
    /** A claim holds it, it is cooling or on offer, but its bit is clear. */
    NOT_TAKEN,
    /** Two claims hold it, or one holds what is cooling or on offer. */
    TAKEN_TWICE,
    /** HELD still, though PostgreSQL's position is beyond its claim. */
    LEFT_BEHIND
  }

  /**
   * The counters of the release's hash, read in one command. {@code version} grows with whatever a
   * script changes; null where the release is not loaded.
   */
  record Counters(SeatCounts counts, String version) {}

  /** An entry of the ledger may be a little younger than its claim. */
  private static final long LEFT_BEHIND_AFTER_MS = 1000;

  private final UUID release;
  private final int capacity;
  private final int width;
  private final int seats;
  private final long passedMs;
  private final byte[] bits;
  private final UUID[] holders;
  private final BitSet held = new BitSet();
  private final BitSet passed = new BitSet();
  private final BitSet twice = new BitSet();
  private final BitSet cooling = new BitSet();
  private final BitSet withheld = new BitSet();
  private final BitSet asked = new BitSet();
  private final UUID[] offered;
  private Counters counters;
  private boolean still;

  /** {@code position} is PostgreSQL's; everything up to it was told to Redis. */
  SeatsInRedis(Release release, EntryId position) {
    this.release = release.id();
    capacity = release.terms().capacity();
    width = (capacity + 7) / 8;
    seats = release.capacityTotal();
    passedMs = position.ms() - LEFT_BEHIND_AFTER_MS;
    bits = new byte[release.slots().size() * width];
    holders = new UUID[seats];
    offered = new UUID[seats];
  }

  void addBits(Buffer read, int at) {
    read.getBytes(0, Math.min(read.length(), bits.length - at), bits, at);
  }

  /**
   * What is left of a claim whose record is gone is a seat that is taken by none; one that has
   * moved to another release holds nothing here.
   */
  void add(UUID claim, ClaimRecord record) {
    if (!record.release().equals(release)) return;
    for (var member : record.members()) {
      var seat = place(record.slot(), member.seat());
      if (seat < 0) continue;
      switch (record.state()) {
        case HELD -> {
          hold(seat, claim);
          held.set(seat);
          passed.set(seat, record.claimedAtMs() < passedMs);
        }
        case CONFIRMED, NO_SHOW, COMPLETED, POSTPONED -> hold(seat, claim);
        case REJECTED -> {
          if (!record.rejection().seatsGoBack()) withheld.set(seat);
        }
        case CANCELLED -> {}
      }
    }
  }

  /** Seats that a booking asks to move to, by an entry of this ms. */
  void addMove(UUID claim, long askedMs, int slot, List<Change.Seat> there) {
    for (var one : there) {
      var seat = place(slot, one.seat());
      if (seat < 0) continue;
      hold(seat, claim);
      held.set(seat);
      passed.set(seat, askedMs < passedMs);
    }
  }

  private void hold(int seat, UUID claim) {
    // A list of claims that grows while it is read never names one twice.
    if (holders[seat] != null && !holders[seat].equals(claim)) twice.set(seat);
    holders[seat] = claim;
  }

  void addCooling(int slot, int number) {
    var seat = place(slot, number);
    if (seat >= 0) cooling.set(seat);
  }

  /** Seats on offer to this entry; {@code pending} while PostgreSQL may not have heard of it. */
  void addOffer(UUID entry, boolean pending, ClaimRecord record) {
    if (!record.release().equals(release)) return;
    for (var member : record.members()) {
      var seat = place(record.slot(), member.seat());
      if (seat < 0) continue;
      if (offered[seat] != null) twice.set(seat);
      offered[seat] = entry;
      asked.set(seat, pending);
    }
  }

  /** The entry that the seat is offered to, or null. */
  UUID offered(int seat) {
    return offered[seat];
  }

  /** Whether that was asked, and nobody has said that PostgreSQL has it. */
  boolean isOfferPending(int seat) {
    return asked.get(seat);
  }

  /** {@code still} when nothing was changed between the first reading and the last. */
  void end(Counters last, boolean nothingChanged) {
    counters = last;
    still = nothingChanged;
  }

  Counters counters() {
    return counters;
  }

  /** Whether all of it is of one moment. */
  boolean isStill() {
    return still;
  }

  UUID holder(int seat) {
    return holders[seat];
  }

  State state(int seat) {
    var bit = seat / capacity * width * 8 + seat % capacity;
    var taken = (bits[bit >> 3] & 0x80 >> (bit & 7)) != 0;
    var holder = holders[seat];
    var onOffer = offered[seat] != null;
    if (holder == null && !cooling.get(seat) && !onOffer) {
      if (!taken) return State.FREE;
      return withheld.get(seat) ? State.WITHHELD : State.TAKEN_BY_NONE;
    }
    if (!taken) return State.NOT_TAKEN;
    if (twice.get(seat) || onOffer && cooling.get(seat)) return State.TAKEN_TWICE;
    if (holder == null) return onOffer ? State.OFFERED : State.COOLING;
    if (cooling.get(seat) || onOffer) return State.TAKEN_TWICE;
    if (!held.get(seat)) return State.CONFIRMED;
    return passed.get(seat) ? State.LEFT_BEHIND : State.HELD;
  }

  /** For the log: the state and the claim, no person. */
  String told(int seat) {
    var word = state(seat).name().toLowerCase(Locale.ROOT);
    var whose = holders[seat] == null ? offered[seat] : holders[seat];
    return whose == null ? word : word + "(" + whose + ")";
  }

  /** How many seats there are in each state that a seat can be in. */
  SeatCounts counted() {
    var counts = new int[State.values().length];
    for (int seat = 0; seat < seats; seat++) counts[state(seat).ordinal()]++;
    return new SeatCounts(
        counts[State.FREE.ordinal()],
        counts[State.HELD.ordinal()] + counts[State.LEFT_BEHIND.ordinal()],
        counts[State.CONFIRMED.ordinal()],
        counts[State.COOLING.ordinal()],
        counts[State.OFFERED.ordinal()],
        counts[State.WITHHELD.ordinal()]);
  }

  /** The seat's number within the release; -1 for none of it. */
  private int place(int slot, int number) {
    var seat = slot * capacity + number - 1;
    return number >= 1 && number <= capacity && seat < seats ? seat : -1;
  }
}
