package io.antrean.torture.check;

import io.antrean.torture.client.Release;
import io.antrean.torture.client.Told;
import java.util.HashMap;
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
    var unclear = new HashMap<UUID, Integer>();
    for (var claim : facts.history.claims()) {
      if (facts.booking(claim.id()).isEmpty() && claim.wasOpen()) {
        unclear.merge(claim.release().id(), claim.party().size(), Integer::sum);
      }
    }
    for (var claim : facts.history.claims()) {
      for (var told : claim.told()) {
        if (!told.word().equals("sold-out")) continue;
        var release = claim.release();
        var seats = taken(facts, release, told) + unclear.getOrDefault(release.id(), 0);
        if (seats < release.seats()) {
          broken.accept(
              claim
                  + " heard "
                  + told
                  + " when at most "
                  + seats
                  + " of "
                  + release.seats()
                  + " seats were taken");
        }
      }
    }
  }

  private static long taken(Facts facts, Release release, Told told) {
    return facts.of(release).stream()
        .filter(row -> row.claimedMs() <= told.gotMs() + CLOCK_MS)
        .count();
  }
}
