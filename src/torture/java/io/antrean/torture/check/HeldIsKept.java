package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
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
      for (var told : claim.told()) {
        if (told.word().equals("lost") && !isExplained(facts, claim, told.gotMs())) {
          broken.accept(claim + " heard " + told + " and nothing had happened to Redis");
        }
      }
    }
  }

  private static boolean isExplained(Facts facts, Claim claim, long untilMs) {
    var fromMs = claim.told().stream().mapToLong(told -> told.sentMs()).min().orElse(0);
    return facts.happened.stream().anyMatch(fault -> fault.mayExplainLoss(fromMs, untilMs));
  }
}
