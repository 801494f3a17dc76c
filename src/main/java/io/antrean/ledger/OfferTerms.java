package io.antrean.ledger;

import io.antrean.ledger.LedgerEntry.Kind;
import io.vertx.core.buffer.Buffer;

/**
 * What a line of the ledger says of an offer besides its record: until when it lasts, or why it
 * ends, the other being 0 or null.
 */
public record OfferTerms(long expiresAtMs, Ending ending) {

  /** Why an offer ends that was not taken; the letter is the one in the line. */
  public enum Ending {
    /** It was not taken in time. */
    EXPIRED('E'),
    /** Who was offered has left the waiting list, or may not take it any more. */
    DECLINED('D'),
    /** Who was offered has booked elsewhere. */
    REFUSED('R'),
    /** The release was closed. */
    OVER('O');

    final char letter;

    Ending(char letter) {
      this.letter = letter;
    }

    private static Ending ofLetter(int letter) {
      for (var ending : values()) if (ending.letter == letter) return ending;
      throw new IllegalStateException("an offer ends by " + letter);
    }
  }

  /** Reads what stands behind the record of a ledger's line; null of a line of another kind. */
  static OfferTerms read(Kind kind, Buffer line, int at) {
    return switch (kind) {
      case OFFER -> new OfferTerms(line.getLong(at), null);
      case OFFER_END -> new OfferTerms(0, Ending.ofLetter(line.getByte(at)));
      case CLAIM, CANCEL, CHANGE, RETRY, REFUSE, ACCEPT -> null;
    };
  }
}
