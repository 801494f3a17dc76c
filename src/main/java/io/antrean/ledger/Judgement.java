package io.antrean.ledger;

import io.antrean.claim.Verdict;
import io.vertx.core.buffer.Buffer;

/**
 * What PostgreSQL has committed of one entry. {@code elsewhere} says that the claim's booking holds
 * another seat than this entry: Redis and PostgreSQL disagree, and the row is the answer.
 */
record Judgement(EntryId entry, Verdict verdict, boolean elsewhere) {

  /** As {@code redis/settle.lua} takes it: of a change or an offer, with the entry that asked. */
  Buffer toBuffer() {
    var to = verdict.toBuffer();
    return switch (verdict.outcome()) {
      case MOVED, STAYED, OFFERED, DECLINED, ENDED ->
          to.appendLong(entry.ms()).appendInt(entry.seq());
      case CONFIRMED, REJECTED, CANCELLED, KEPT, SET_ASIDE -> to;
    };
  }

  boolean needsRecovery() {
    return elsewhere || (verdict.rejection() != null && verdict.rejection().needsRecovery());
  }
}
