package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.vertx.redis.client.Response;
import java.util.UUID;

/**
 * One line of the ledger: a claim that Redis granted, or what was asked about one later, with the
 * claim's record at that moment. {@code before} is the entry that Redis wrote before it, so a gap
 * is seen.
 */
public record LedgerEntry(EntryId id, EntryId before, Kind kind, UUID claim, ClaimRecord record) {

  /** What an entry asks PostgreSQL for; the letter is the entry's first byte. */
  public enum Kind {
    CLAIM('C'),
    CANCEL('X'),
    /** A claim that was set aside, once more. */
    RETRY('T'),
    /** What was set aside is to be refused. */
    REFUSE('F');

    final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    private static Kind ofLetter(int letter) {
      for (var kind : values()) if (kind.letter == letter) return kind;
      throw new IllegalStateException("a ledger entry begins with " + letter);
    }
  }

  /** Reads an entry as XREAD gives it: {@code [id, [p, before, e, kind claim record]]}. */
  static LedgerEntry read(Response entry) {
    var fields = entry.get(1);
    var line = fields.get(3).toBuffer();
    return new LedgerEntry(
        EntryId.parse(entry.get(0).toString()),
        EntryId.parse(fields.get(1).toString()),
        Kind.ofLetter(line.getByte(0)),
        Bytes.uuid(line, 1),
        ClaimRecord.read(line, 17));
  }

  boolean isCancel() {
    return kind == Kind.CANCEL;
  }
}
