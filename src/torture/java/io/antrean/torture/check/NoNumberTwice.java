package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import java.util.HashMap;
import java.util.function.Consumer;

/** No two claims ever heard CONFIRMED with one number, whatever became of them afterwards. */
final class NoNumberTwice implements Invariant {

  @Override
  public String name() {
    return "no number was said to two, by the history of answers";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    var said = new HashMap<String, Claim>();
    for (var claim : facts.history.claims()) {
      for (var told : claim.told()) {
        if (!told.isConfirmed()) continue;
        for (var number : told.numbers()) {
          var day = told.slot().substring(0, 10);
          var before = said.put(claim.release().office() + " " + day + " " + number, claim);
          if (before != null && before != claim) {
            broken.accept(day + " " + number + " was said to " + before + " and to " + claim);
          }
        }
      }
    }
  }
}
