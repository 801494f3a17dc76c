package io.antrean.claim;

import java.util.UUID;

/**
 * The answer to a claim. A refusal is an answer, not an error: a Future fails only when the system
 * does, and then nobody knows the outcome. The words are those of {@code redis/claims.lua}.
 */
public sealed interface ClaimOutcome {

  /** The claim has a record: {@code fresh} when this very call granted it. */
  record Recorded(ClaimRecord record, boolean fresh) implements ClaimOutcome {}

  /**
   * No seat. {@code atMs} goes with NOT_OPEN (the opening), PERSON_BLOCKED (the block's end) and
   * SLOT_TAKEN (when the first wanted slot lost its last seat, 0 unknown); {@code booking} with
   * ALREADY_BOOKED, when it is the caller's own; {@code place} with UNKNOWN_SLOT (of the slot) and
   * PERSON_BLOCKED (of the person in the party).
   */
  record Refused(Reason reason, long atMs, UUID booking, int place) implements ClaimOutcome {
    public static Refused of(Reason reason) {
      return new Refused(reason, 0, null, 0);
    }
  }

  /** In the order in which they are checked; the first is said of the partition. */
  enum Reason {
    RECOVERING,
    CLAIM_DIFFERS,
    OVERLOADED,
    NOT_LOADED,
    RELEASE_CLOSED,
    CLOCKS_APART,
    NOT_OPEN,
    UNKNOWN_SLOT,
    SLOT_BEGUN,
    ALREADY_BOOKED,
    PERSON_BLOCKED,
    SOLD_OUT,
    SLOT_TAKEN
  }
}
