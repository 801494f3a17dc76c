package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.vertx.redis.client.Response;
import java.util.UUID;

/**
 * One line of the ledger: a claim that Redis granted. {@code before} is the entry that Redis wrote
 * before it, so a gap is seen.
 */
public record LedgerEntry(EntryId id, EntryId before, UUID claim, ClaimRecord record) {

  /** Reads an entry as XREAD gives it: {@code [id, [p, before, e, type claim record]]}. */
  static LedgerEntry read(Response entry) {
    var fields = entry.get(1);
    var line = fields.get(3).toBuffer();
    if (line.getByte(0) != 'C') {
      throw new IllegalStateException("ledger entry " + entry.get(0) + " is of an unknown type");
    }
    return new LedgerEntry(
        EntryId.parse(entry.get(0).toString()),
        EntryId.parse(fields.get(1).toString()),
        Bytes.uuid(line, 1),
        ClaimRecord.read(line, 17));
  }
}
