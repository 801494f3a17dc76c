package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import io.antrean.torture.client.Told;
import java.util.function.Consumer;

/** After CONFIRMED, whoever asks later hears the same, or that it can not be said just now. */
final class NeverContradicted implements Invariant {

  /** A cancel is said after PostgreSQL's commit; a claim's record in Redis follows by settle. */
  private static final long SETTLED_MS = 30_000;

  @Override
  public String name() {
    return "CONFIRMED is never contradicted later";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    for (var claim : facts.history.claims()) {
      var confirmed = claim.confirmed();
      if (confirmed == null) continue;
      var cancelledMs = Long.MAX_VALUE - SETTLED_MS;
      var missedMs = Long.MAX_VALUE - SETTLED_MS;
      for (var told : claim.told()) {
        if (told.word().equals("CANCELLED")) cancelledMs = Math.min(cancelledMs, told.gotMs());
        if (told.word().equals("NO_SHOW")) missedMs = Math.min(missedMs, told.gotMs());
        if (told.isConfirmed() && told.sentMs() > cancelledMs + SETTLED_MS) {
          broken.accept(claim + " was CANCELLED and later " + told);
        }
        if (told.isConfirmed() && told.sentMs() > missedMs + SETTLED_MS) {
          broken.accept(claim + " was NO_SHOW and later " + told);
        }
        if (told.sentMs() > confirmed.gotMs() && contradicts(claim, confirmed, told)) {
          broken.accept(claim + " heard " + confirmed + " and later " + told);
        }
      }
    }
  }

  private static boolean contradicts(Claim claim, Told confirmed, Told told) {
    if (told.word().equals("lost")) return true;
    // A cancel or a change may be refused: of a visit that has begun, to a seat that is taken.
    if (told.isRefusal()) {
      return told.verb() != Told.Verb.DELETE && told.verb() != Told.Verb.MOVE;
    }
    if (told.isOpen()) return told.word().equals("HELD");
    if (told.word().equals("CANCELLED")) return !claim.isCancelAsked();
    // Nobody is called a no-show before the slot, nor where no slot of theirs was today.
    if (told.word().equals("NO_SHOW")) return !claim.mayBeMissed(told.gotMs());
    if (claim.isMoveAsked()) {
      return !told.isConfirmed() || !told.decided().equals(confirmed.decided());
    }
    return !told.isConfirmed()
        || !told.slot().equals(confirmed.slot())
        || !told.seats().equals(confirmed.seats())
        || !told.numbers().equals(confirmed.numbers())
        || !told.decided().equals(confirmed.decided());
  }
}
