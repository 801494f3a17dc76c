package io.antrean.ledger;

import io.antrean.claim.Verdict;
import io.vertx.core.buffer.Buffer;

/**
 * What PostgreSQL has committed of one entry. {@code elsewhere} says that the claim's booking holds
 * another seat than this entry: Redis and PostgreSQL disagree, and the row is the answer.
 */
record Judgement(EntryId entry, Verdict verdict, boolean elsewhere) {

  /** The verdict as {@code redis/settle.lua} takes it: of all but claims, with the entry. */
  Buffer toBuffer() {
    var to = verdict.toBuffer();
    return switch (verdict.outcome()) {
      case CANCELLED, KEPT, MOVED, STAYED, SET_ASIDE, OFFERED, DECLINED, ENDED ->
          to.appendLong(entry.ms()).appendInt(entry.seq());
      case CONFIRMED, REJECTED -> to;
    };
  }

  boolean needsRecovery() {
    return elsewhere || (verdict.rejection() != null && verdict.rejection().needsRecovery());
  }
}
