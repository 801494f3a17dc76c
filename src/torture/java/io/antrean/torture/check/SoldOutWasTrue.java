package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import io.antrean.torture.client.Told;
import java.util.HashMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Sold out is said only when it is true, or was within a second. A seat counts as taken from the
 * earliest moment at which anybody may have held it, so whatever is found here is false.
 */
final class SoldOutWasTrue implements Invariant {

  private static final long CLOCK_MS = 5;

  @Override
  public String name() {
    return "sold-out only when it was true within a second";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    var taken = new HashMap<UUID, TreeMap<Long, Integer>>();
    for (var claim : facts.history.claims()) {
      var from = mayHoldFrom(facts, claim);
      if (from < Long.MAX_VALUE) {
        taken
            .computeIfAbsent(claim.release().id(), id -> new TreeMap<>())
            .merge(from, claim.party().size(), Integer::sum);
      }
    }
    for (var claim : facts.history.claims()) {
      for (var move : claim.perhapsMoved()) {
        taken
            .computeIfAbsent(move.target().id(), id -> new TreeMap<>())
            .merge(move.sentMs(), claim.party().size(), Integer::sum);
      }
    }
    for (var claim : facts.history.claims()) {
      for (var told : claim.told()) {
        if (!told.word().equals("sold-out") || told.verb() == Told.Verb.MOVE) continue;
        var seats = seats(taken.get(claim.release().id()), told.gotMs() + CLOCK_MS);
        if (seats < claim.release().seats()) {
          var of = " of " + claim.release().seats() + " seats were taken";
          broken.accept(claim + " heard " + told + " when at most " + seats + of);
        }
      }
    }
  }

  /**
   * From PostgreSQL's row, by Redis's clock; or earlier, if Redis may have granted it before and
   * have lost that, or if that clock was ahead.
   */
  private static long mayHoldFrom(Facts facts, Claim claim) {
    var rows = facts.booking(claim.id());
    var from = rows.isEmpty() ? Long.MAX_VALUE : rows.get(0).claimedMs();
    for (var told : claim.told()) {
      var counts = told.isOpen() || !rows.isEmpty() && !facts.clockWasRight(told.sentMs(), from);
      if (counts) from = Math.min(from, told.sentMs());
    }
    return from;
  }

  private static int seats(TreeMap<Long, Integer> taken, long atMs) {
    if (taken == null) return 0;
    return taken.headMap(atMs, true).values().stream().mapToInt(Integer::intValue).sum();
  }
}
