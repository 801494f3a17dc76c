package io.antrean.claim;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * What PostgreSQL said of one entry of the ledger: of a claim, a cancel, a change or an offer.
 * {@code rejection} is null unless the claim was REJECTED, or the seats of a change were somebody
 * else's; {@code backAtMs} is from when the seats that a cancel or a change left are claimable
 * again, else 0.
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
    MOVED('M'),
    /** A change that was not to be: the booking stays where it is. */
    STAYED('S'),
    /** An offer of the waiting list that may be taken; {@code claim} is its entry there. */
    OFFERED('O'),
    /** An offer that was not to be: who waited has left, or has booked. */
    DECLINED('D'),
    /** An offer that is over, and was not taken. */
    ENDED('E'),
    /** PostgreSQL can not take the entry; an administrator resolves it. */
    SET_ASIDE('A');

    private final char letter;

    Outcome(char letter) {
      this.letter = letter;
    }

    static Outcome ofLetter(int letter) {
      for (var outcome : values()) if (outcome.letter == letter) return outcome;
      throw new IllegalStateException("a verdict says " + letter);
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

  /** Of a change that PostgreSQL took. */
  public static Verdict moved(UUID claim, long decidedAtMs, long backAtMs) {
    return new Verdict(claim, Outcome.MOVED, null, decidedAtMs, backAtMs);
  }

  /** Of one that it did not take; {@code rejection} is null unless the seats were not free. */
  public static Verdict stayed(UUID claim, Rejection rejection, long decidedAtMs) {
    return new Verdict(claim, Outcome.STAYED, rejection, decidedAtMs, 0);
  }

  /** Of an offer: OFFERED, DECLINED or ENDED. */
  public static Verdict ofOffer(UUID entry, Outcome outcome, long decidedAtMs) {
    return new Verdict(entry, outcome, null, decidedAtMs, 0);
  }

  /** Of an entry that waits for an administrator: nothing has changed. */
  public static Verdict setAside(UUID claim, long decidedAtMs) {
    return new Verdict(claim, Outcome.SET_ASIDE, null, decidedAtMs, 0);
  }

  /** As {@code redis/settle.lua} takes it; of all but claims the entry that asked is to follow. */
  public Buffer toBuffer() {
    var to = Bytes.append(Buffer.buffer(BYTES), claim);
    to.appendByte((byte) outcome.letter);
    to.appendByte((byte) (rejection == null ? 0 : rejection.code())).appendLong(decidedAtMs);
    to.appendByte((byte) (seatsGoBack() ? 1 : 0));
    to.appendByte((byte) (rejection != null && rejection.barsPerson() ? 1 : 0));
    return switch (outcome) {
      case CANCELLED, KEPT, MOVED, STAYED, SET_ASIDE, OFFERED, DECLINED, ENDED ->
          to.appendLong(backAtMs);
      case CONFIRMED, REJECTED -> to;
    };
  }

  /** Whether it is of an offer of a waiting list. */
  public boolean isOfOffer() {
    return switch (outcome) {
      case OFFERED, DECLINED, ENDED -> true;
      case CONFIRMED, REJECTED, CANCELLED, KEPT, MOVED, STAYED, SET_ASIDE -> false;
    };
  }

  private boolean seatsGoBack() {
    return switch (outcome) {
      case CANCELLED, MOVED, DECLINED, ENDED -> true;
      case STAYED -> rejection == null || rejection.seatsGoBack();
      case REJECTED -> rejection.seatsGoBack();
      case CONFIRMED, KEPT, OFFERED, SET_ASIDE -> false;
    };
  }
}
