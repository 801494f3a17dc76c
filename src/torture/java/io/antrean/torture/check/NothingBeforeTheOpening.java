package io.antrean.torture.check;

import java.util.function.Consumer;

/**
 * No seat is given, and none promised, before the instant that was announced. It is Redis's clock
 * that opens: while that is ahead of all others a release may open early, until it is noticed.
 */
final class NothingBeforeTheOpening implements Invariant {

  @Override
  public String name() {
    return "nothing granted before the opening";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    for (var claim : facts.history.claims()) {
      var opensAt = claim.release().opensAt().toEpochMilli();
      if (!facts.clockWasRight(opensAt, opensAt)) continue;
      for (var row : facts.booking(claim.id())) {
        // Which is by Redis's clock: where that is behind, it was later.
        var wasBefore = row.claimedMs() < opensAt;
        if (wasBefore && facts.clockWasRight(row.claimedMs(), row.decidedMs())) {
          broken.accept(claim + " was claimed before: " + row);
        }
      }
      for (var told : claim.told()) {
        if (told.status() > 0 && told.status() < 300 && told.gotMs() < opensAt) {
          broken.accept(claim + " heard before the opening " + told);
        }
      }
    }
  }
}
