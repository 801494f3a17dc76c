package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import io.antrean.torture.client.Told;
import java.util.Set;
import java.util.function.Consumer;

/** Who asks rightly hears no word that says otherwise, and never of a failure of our own. */
final class NoWrongRefusals implements Invariant {

  private static final Set<String> RIGHT =
      Set.of(
          "sold-out",
          "slot-taken",
          "already-booked",
          "not-open",
          "recovering",
          "overloaded",
          "unavailable",
          "unknown",
          "lost");

  /** Memory's clock follows Redis's; both are this machine's. */
  private static final long CLOCK_MS = 250;

  @Override
  public String name() {
    return "nobody is refused with a word that is not true";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    for (var claim : facts.history.claims()) {
      for (var told : claim.told()) {
        if (told.status() >= 400 && isWrong(facts, claim, told))
          broken.accept(claim + " heard " + told);
      }
    }
  }

  private static boolean isWrong(Facts facts, Claim claim, Told told) {
    var opensAt = claim.release().opensAt().toEpochMilli();
    // Where a booking wants to move may not be open yet.
    if (told.verb() == Told.Verb.MOVE && told.status() < 500) return false;
    // What is offered may be over, or the person booked elsewhere.
    if (claim.waits() && told.word().equals("no-offer")) return false;
    var isByTheClock = told.word().equals("not-open") || told.word().equals("slot-begun");
    if (isByTheClock && !facts.clockWasRight(told.sentMs(), told.gotMs())) return false;
    if (told.word().equals("not-open")) return told.sentMs() > opensAt + CLOCK_MS;
    if (told.word().equals("slot-begun")) return !hasBegun(claim, told);
    var isOver = told.gotMs() + CLOCK_MS > claim.release().lastSlotMs();
    if (isOver && told.word().equals("release-closed")) return false;
    // Who is blocked, and rightly, is NoShowsFollow's.
    if (told.word().equals("person-blocked")) return false;
    // A claim that is not known, and a booking that is not cancelled by everybody.
    if (told.verb() != Told.Verb.PUT && told.status() < 500) return false;
    return !RIGHT.contains(told.word());
  }

  /** Whether one of the slots that it may be given has begun: by then it was HELD for too long. */
  private static boolean hasBegun(Claim claim, Told told) {
    var release = claim.release();
    return release.slots().stream()
        .filter(slot -> claim.wants(release.id(), slot))
        .anyMatch(slot -> release.startMs(slot) <= told.gotMs() + CLOCK_MS);
  }
}
