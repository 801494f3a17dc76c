package io.antrean.claim;

import io.antrean.catalogue.Release;
import io.antrean.catalogue.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The rules of a claim once more, in memory and as plainly as they can be said: the oracle that
 * {@code redis/claims.lua} and {@code redis/settle.lua} are compared with. Time stands still.
 */
final class NaiveOffice {

  /** A seat that was given: to which claim; null holder once it came back. */
  private static final class Seat {
    UUID holder;
    boolean withheld;
    int given;
  }

  private record Known(UUID fingerprint, UUID account, String answer) {}

  /** A claim that holds seats. */
  private record Held(Release release, Slot slot, List<Integer> seats, List<UUID> party) {}

  private final long nowMs;
  private final int backlogMax;
  private final Map<UUID, Known> claims = new HashMap<>();
  private final Map<UUID, Held> held = new HashMap<>();
  private final Map<String, UUID> holders = new HashMap<>();
  private final Map<String, Boolean> barred = new HashMap<>();
  private final Map<UUID, Map<Integer, List<Seat>>> seats = new HashMap<>();
  private final Map<UUID, Boolean> closed = new HashMap<>();
  private int backlog;

  NaiveOffice(long nowMs, int backlogMax) {
    this.nowMs = nowMs;
    this.backlogMax = backlogMax;
  }

  void add(Release release) {
    var slots = new TreeMap<Integer, List<Seat>>();
    for (var slot : release.slots()) {
      var list = new ArrayList<Seat>();
      for (int i = 0; i < release.terms().capacity(); i++) list.add(new Seat());
      slots.put(slot.ordinal(), list);
    }
    seats.put(release.id(), slots);
    closed.put(release.id(), release.closedAt() != null);
  }

  /** The answer as a line: the verdict, then what was granted or why not. */
  String claim(Claim claim) {
    var known = claims.get(claim.id());
    if (known != null) {
      var same = known.fingerprint.equals(claim.fingerprint());
      return same ? "KNOWN " + known.answer : "CLAIM_DIFFERS";
    }
    if (backlog >= backlogMax) return "OVERLOADED";
    var release = claim.release();
    if (!seats.containsKey(release.id())) return "NOT_LOADED";
    if (closed.get(release.id())) return "RELEASE_CLOSED";
    if (release.lastSlotAt().toEpochMilli() <= nowMs) return "RELEASE_CLOSED";
    if (release.opensAt().toEpochMilli() > nowMs) {
      return "NOT_OPEN " + release.opensAt().toEpochMilli();
    }
    for (int i = 0; i < claim.slots().size(); i++) {
      if (release.slot(claim.slots().get(i)) == null) return "UNKNOWN_SLOT " + i;
    }
    var wanted = claim.slots().stream().map(release::slot).toList();
    var allBegun = wanted.stream().allMatch(this::hasBegun);
    if (allBegun && !claim.orNext()) return "SLOT_BEGUN";
    for (var person : claim.party()) {
      var key = person + "/" + release.service().id();
      if (barred.containsKey(key)) return "ALREADY_BOOKED";
      var other = holders.get(key);
      if (other == null) continue;
      var own = claims.get(other).account.equals(claim.account());
      return own ? "ALREADY_BOOKED " + other : "ALREADY_BOOKED";
    }
    return take(claim, release, wanted, allBegun);
  }

  private String take(Claim claim, Release release, List<Slot> wanted, boolean allBegun) {
    if (freeOf(release) == 0) return allBegun ? "SLOT_BEGUN" : "SOLD_OUT";
    for (var slot : wanted) {
      if (!hasBegun(slot) && free(release, slot).size() >= claim.party().size()) {
        return grant(claim, release, slot);
      }
    }
    if (claim.orNext()) {
      for (var slot : release.slots()) {
        var later = slot.ordinal() > wanted.get(0).ordinal();
        var sameDay = slot.starts().toLocalDate().equals(wanted.get(0).starts().toLocalDate());
        if (!later || !sameDay || hasBegun(slot)) continue;
        if (free(release, slot).size() >= claim.party().size()) return grant(claim, release, slot);
      }
    }
    return allBegun ? "SLOT_BEGUN" : "SLOT_TAKEN";
  }

  private boolean hasBegun(Slot slot) {
    return slot.startsAt().toEpochMilli() <= nowMs;
  }

  private List<Integer> free(Release release, Slot slot) {
    var list = seats.get(release.id()).get(slot.ordinal());
    var free = new ArrayList<Integer>();
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).holder == null && !list.get(i).withheld) free.add(i + 1);
    }
    return free;
  }

  int freeOf(Release release) {
    return release.slots().stream().mapToInt(slot -> free(release, slot).size()).sum();
  }

  private String grant(Claim claim, Release release, Slot slot) {
    var chosen = free(release, slot).subList(0, claim.party().size());
    var answer = new StringBuilder(slot.text());
    for (var number : chosen) {
      var seat = seats.get(release.id()).get(slot.ordinal()).get(number - 1);
      seat.holder = claim.id();
      seat.given++;
      answer.append(' ').append(number).append('#').append(seat.given);
    }
    for (var person : claim.party()) {
      holders.put(person + "/" + release.service().id(), claim.id());
    }
    backlog++;
    held.put(claim.id(), new Held(release, slot, List.copyOf(chosen), claim.party()));
    claims.put(claim.id(), new Known(claim.fingerprint(), claim.account(), "HELD " + answer));
    return "GRANTED HELD " + answer;
  }

  /** PostgreSQL has decided a claim; only the first time counts. */
  void settle(UUID claim, Rejection rejection) {
    var known = claims.get(claim);
    backlog = 0;
    if (!known.answer.startsWith("HELD")) return;
    var state = rejection == null ? "CONFIRMED" : "REJECTED";
    var answer = known.answer.replace("HELD", state);
    claims.put(claim, new Known(known.fingerprint, known.account, answer));
    if (rejection == null) return;
    if (rejection.seatsGoBack()) {
      giveBack(held.get(claim), rejection.barsPerson());
      return;
    }
    for (var seat : seatsOf(held.get(claim))) {
      seat.holder = null;
      seat.withheld = true;
    }
  }

  /** PostgreSQL has taken a booking's cancel; only the first time counts. */
  void cancel(UUID claim) {
    var known = claims.get(claim);
    if (!known.answer.startsWith("CONFIRMED")) return;
    var answer = known.answer.replace("CONFIRMED", "CANCELLED");
    claims.put(claim, new Known(known.fingerprint, known.account, answer));
    giveBack(held.get(claim), false);
  }

  private List<Seat> seatsOf(Held was) {
    var slot = seats.get(was.release.id()).get(was.slot.ordinal());
    return was.seats.stream().map(number -> slot.get(number - 1)).toList();
  }

  private void giveBack(Held was, boolean bars) {
    for (var seat : seatsOf(was)) seat.holder = null;
    for (var person : was.party) {
      var key = person + "/" + was.release.service().id();
      holders.remove(key);
      if (bars) barred.put(key, true);
    }
  }
}
