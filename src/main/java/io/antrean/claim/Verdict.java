package io.antrean.claim;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * What PostgreSQL said of one entry of the ledger: of a claim, or of a booking's cancel. {@code
 * rejection} is null unless the claim was REJECTED; {@code backAtMs} is from when the seats of a
 * cancel are claimable again, else 0.
 */
public record Verdict(
    UUID claim, Outcome outcome, Rejection rejection, long decidedAtMs, long backAtMs) {

  /** What became of the entry; the letter is the one that {@code redis/settle.lua} takes. */
  public enum Outcome {
    CONFIRMED('C'),
    REJECTED('R'),
    CANCELLED('X'),
    /** A cancel that came too late: the booking stays what it is. */
    KEPT('K'),
    /** PostgreSQL can not take the entry; an administrator resolves it. */
    SET_ASIDE('A');

    private final char letter;

    Outcome(char letter) {
      this.letter = letter;
    }
  }

  private static final int BYTES = 36;

  /** Of a claim: confirmed when {@code rejection} is null. */
  public static Verdict ofClaim(UUID claim, Rejection rejection, long decidedAtMs) {
    var outcome = rejection == null ? Outcome.CONFIRMED : Outcome.REJECTED;
    return new Verdict(claim, outcome, rejection, decidedAtMs, 0);
  }

  /** Of a cancel that PostgreSQL took. */
  public static Verdict cancelled(UUID claim, long decidedAtMs, long backAtMs) {
    return new Verdict(claim, Outcome.CANCELLED, null, decidedAtMs, backAtMs);
  }

  /** Of a cancel that came too late. */
  public static Verdict kept(UUID claim, long decidedAtMs) {
    return new Verdict(claim, Outcome.KEPT, null, decidedAtMs, 0);
  }

  /** Of an entry that waits for an administrator: nothing has changed. */
  public static Verdict setAside(UUID claim, long decidedAtMs) {
    return new Verdict(claim, Outcome.SET_ASIDE, null, decidedAtMs, 0);
  }

  /** As {@code redis/settle.lua} takes it. */
  public Buffer toBuffer() {
    var to = Bytes.append(Buffer.buffer(BYTES), claim);
    to.appendByte((byte) outcome.letter);
    to.appendByte((byte) (rejection == null ? 0 : rejection.code())).appendLong(decidedAtMs);
    to.appendByte((byte) (seatsGoBack() ? 1 : 0));
    to.appendByte((byte) (rejection != null && rejection.barsPerson() ? 1 : 0));
    return outcome == Outcome.CANCELLED ? to.appendLong(backAtMs) : to;
  }

  private boolean seatsGoBack() {
    return outcome == Outcome.CANCELLED || rejection != null && rejection.seatsGoBack();
  }
}
