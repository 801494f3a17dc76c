package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import io.antrean.torture.client.Told;
import java.util.function.Consumer;

/** HELD promises nothing, but it is lost only when Redis itself has lost something. */
final class HeldIsKept implements Invariant {

  @Override
  public String name() {
    return "HELD is lost only when Redis has lost it";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    for (var claim : facts.history.claims()) {
      var held = claim.told().stream().filter(told -> told.word().equals("HELD")).findFirst();
      for (var told : claim.told()) {
        var gone =
            told.word().equals("lost")
                || held.isPresent() && isOther(held.get(), told, claim.isMoveAsked());
        if (gone && !isExplained(facts, claim, told.gotMs())) {
          broken.accept(claim + " heard " + told + " and nothing had happened to Redis");
        }
      }
    }
  }

  /** Whether who had heard HELD hears that there is no seat, or of another one. */
  private static boolean isOther(Told held, Told told, boolean isMoveAsked) {
    if (told.sentMs() <= held.gotMs() || told.verb() == Told.Verb.MOVE) return false;
    if (told.word().equals("sold-out")) return true;
    return !isMoveAsked
        && told.seats() != null
        && !(told.slot().equals(held.slot()) && told.seats().equals(held.seats()));
  }

  private static boolean isExplained(Facts facts, Claim claim, long untilMs) {
    var fromMs = claim.told().stream().mapToLong(told -> told.sentMs()).min().orElse(0);
    return facts.happened.stream().anyMatch(fault -> fault.mayExplainLoss(fromMs, untilMs));
  }
}
