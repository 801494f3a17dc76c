package io.antrean.ledger;

import io.antrean.claim.Verdict;

/**
 * What PostgreSQL has committed of one entry. {@code elsewhere} says that the claim's booking holds
 * another seat than this entry: Redis and PostgreSQL disagree, and the row is the answer.
 */
record Judgement(EntryId entry, Verdict verdict, boolean elsewhere) {

  boolean needsRecovery() {
    return elsewhere || (verdict.rejection() != null && verdict.rejection().needsRecovery());
  }
}
