package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.UUID;

/**
 * One line of the ledger: a claim that Redis granted, or what was asked about one later, with the
 * claim's record at that moment. {@code before} is the entry that Redis wrote before it, so a gap
 * is seen. {@code giveBack} is null unless seats are to be given back, {@code change} unless the
 * booking is to be moved, {@code terms} unless an offer of the waiting list is made or ends: then
 * the claim is the entry of that list, and the record the one that a booking would begin with.
 */
public record LedgerEntry(
    EntryId id,
    EntryId before,
    Kind kind,
    UUID claim,
    ClaimRecord record,
    GiveBack giveBack,
    Change change,
    OfferTerms terms) {

  /** How long the seats cool that PostgreSQL releases, and whether that was asked for too late. */
  public record GiveBack(long coolingMs, boolean late) {

    /** As {@code redis/cancel.lua} writes it after the record. */
    private static GiveBack read(Buffer line, int at) {
      // A version before this one wrote neither.
      if (line.length() < at + 9) return new GiveBack(Settler.COMES_BACK_AFTER.toMillis(), false);
      return new GiveBack(line.getLong(at), line.getByte(at + 8) == 1);
    }
  }

  /** What an entry asks PostgreSQL for; the letter is the entry's first byte. */
  public enum Kind {
    CLAIM('C'),
    CANCEL('X'),
    /** A booking's change to other seats. */
    CHANGE('M'),
    /** A claim that was set aside, once more. */
    RETRY('T'),
    /** What was set aside is to be refused. */
    REFUSE('F'),
    /** Seats for an entry of the waiting list. */
    OFFER('O'),
    /** An offer that is not to be had any more. */
    OFFER_END('E'),
    /** A claim that takes an offer. */
    ACCEPT('A');

    final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    static Kind ofLetter(int letter) {
      for (var kind : values()) if (kind.letter == letter) return kind;
      throw new IllegalStateException("a ledger entry begins with " + letter);
    }
  }

  /** Where the record begins, after the kind and the claim. */
  private static final int RECORD_AT = 17;

  /** Reads an entry as XREAD gives it: {@code [id, [p, before, e, kind claim record …]]}. */
  static LedgerEntry read(Response entry) {
    var fields = entry.get(1);
    var line = fields.get(3).toBuffer();
    var kind = Kind.ofLetter(line.getByte(0));
    var end = RECORD_AT + ClaimRecord.length(line, RECORD_AT);
    return new LedgerEntry(
        EntryId.parse(entry.get(0).toString()),
        EntryId.parse(fields.get(1).toString()),
        kind,
        Bytes.uuid(line, 1),
        ClaimRecord.read(line, RECORD_AT),
        kind == Kind.CANCEL ? GiveBack.read(line, end) : null,
        kind == Kind.CHANGE ? Change.read(line, end) : null,
        OfferTerms.read(kind, line, end));
  }

  boolean isCancel() {
    return kind == Kind.CANCEL;
  }

  boolean isChange() {
    return kind == Kind.CHANGE;
  }

  /** Whether it makes or ends an offer. */
  boolean isOfOffer() {
    return terms != null;
  }

  /** The release whose seats it takes, or gives back. */
  UUID release() {
    return isChange() ? change.release() : record.release();
  }
}
