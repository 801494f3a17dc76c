package io.antrean.booking;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/**
 * A place on the waiting list of a release, for a party and any of some slots, or of all where
 * {@code slots} is empty. {@code ahead} is how many wait before it, null once it waits no more;
 * {@code blockedUntil} is until when somebody of the party may not claim, null where nobody is;
 * {@code offer} is null while nothing was ever offered to it.
 */
record WaitlistEntry(
    UUID id,
    UUID account,
    UUID release,
    String state,
    List<LocalDateTime> slots,
    List<UUID> party,
    Instant joinedAt,
    Instant endedAt,
    Long ahead,
    Instant blockedUntil,
    Offer offer) {

  static final String WAITING = "WAITING";
  static final String OFFERED = "OFFERED";
  static final String TAKEN = "TAKEN";
  static final String EXPIRED = "EXPIRED";

  /** Seats of one slot that are kept for the party until an instant. */
  record Offer(LocalDateTime slot, List<Integer> seats, Instant offeredAt, Instant expiresAt) {}

  WaitlistEntry {
    slots = List.copyOf(slots);
    party = List.copyOf(party);
  }

  /** Whether it asks for the same: then it is the same entry, named by the same id. */
  boolean isSame(WaitlistEntry other) {
    return account.equals(other.account)
        && release.equals(other.release)
        && slots.equals(other.slots)
        && party.equals(other.party);
  }
}
