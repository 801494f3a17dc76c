package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.Bytes;
import io.antrean.ledger.WaitlistRows.Waiting;
import io.vertx.core.buffer.Buffer;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The seats of a release whose turn it is to be offered, and to whom they go: in the order of
 * joining, each to the first who wants one of its slot and for whose party there is room there.
 */
final class DueSeats {

  /** What one entry is offered: seats of one slot. */
  record Match(Waiting to, int slot, List<Integer> seats) {

    /** As {@code redis/offer.lua} takes it. */
    Buffer toBuffer() {
      var packed = Bytes.append(Buffer.buffer(), to.entry());
      Bytes.append(packed, to.fingerprint());
      Bytes.append(packed, to.account());
      packed.appendUnsignedShort(slot).appendUnsignedByte((short) seats.size());
      for (int i = 0; i < seats.size(); i++) {
        Bytes.append(packed, to.party().get(i)).appendUnsignedShort(seats.get(i));
      }
      return packed;
    }
  }

  private final Release release;
  private final Map<Integer, List<Integer>> bySlot = new TreeMap<>();
  private final List<Buffer> leftToAll = new ArrayList<>();

  /**
   * {@code names} are the seats as Redis lists them; those of a slot that has begun, or at which
   * the office is closed, are lost.
   */
  DueSeats(Release release, List<String> names, long nowMs) {
    this.release = release;
    for (var name : names) {
      var colon = name.indexOf(':');
      var slot = Integer.parseInt(name.substring(0, colon));
      var seat = Integer.parseInt(name.substring(colon + 1));
      if (isLost(slot, nowMs)) leave(slot, seat);
      else bySlot.computeIfAbsent(slot, none -> new ArrayList<>()).add(seat);
    }
  }

  private boolean isLost(int slot, long nowMs) {
    return release.shut().contains(slot)
        || release.slots().get(slot).startsAt().toEpochMilli() <= nowMs;
  }

  private void leave(int slot, int seat) {
    leftToAll.add(Buffer.buffer().appendUnsignedShort(slot).appendUnsignedShort(seat));
  }

  /** How many there are, by the slot's time. */
  Map<LocalDateTime, Integer> counts() {
    var counts = new LinkedHashMap<LocalDateTime, Integer>();
    bySlot.forEach((slot, seats) -> counts.put(release.slots().get(slot).starts(), seats.size()));
    return counts;
  }

  /**
   * Takes seats for these, who come in their order. What nobody of them wants is left to all, if
   * they are {@code everybody}. Who is {@code asked} about gets none, but what they want waits.
   */
  List<Match> match(List<Waiting> waiting, boolean everybody, Predicate<UUID> asked) {
    var matches = new ArrayList<Match>();
    var later = new ArrayList<Waiting>();
    for (var one : waiting) {
      if (asked.test(one.entry())) {
        later.add(one);
        continue;
      }
      var slot = slotFor(one);
      if (slot >= 0) matches.add(new Match(one, slot, take(slot, one.party().size())));
    }
    if (everybody) {
      bySlot.forEach(
          (slot, seats) -> {
            if (later.stream().noneMatch(one -> fits(one, slot))) {
              for (var seat : seats) leave(slot, seat);
            }
          });
    }
    return matches;
  }

  /** The first wanted slot with room; -1 for none. Who has no wish takes the earliest. */
  private int slotFor(Waiting one) {
    if (one.slots().isEmpty()) {
      return bySlot.keySet().stream().filter(slot -> fits(one, slot)).findFirst().orElse(-1);
    }
    for (var wanted : one.slots()) {
      var slot = release.slot(wanted);
      if (slot != null && fits(one, slot.ordinal())) return slot.ordinal();
    }
    return -1;
  }

  private boolean fits(Waiting one, int slot) {
    var starts = release.slots().get(slot).starts();
    var seats = bySlot.getOrDefault(slot, List.of());
    return seats.size() >= one.party().size()
        && (one.slots().isEmpty() || one.slots().contains(starts));
  }

  private List<Integer> take(int slot, int count) {
    var first = bySlot.get(slot).subList(0, count);
    var taken = List.copyOf(first);
    first.clear();
    return taken;
  }

  /** The seats that nobody of the waiting list gets, as {@code redis/offer.lua} takes them. */
  List<Buffer> leftToAll() {
    return leftToAll;
  }
}
