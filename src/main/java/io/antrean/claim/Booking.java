package io.antrean.claim;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/**
 * What became of a granted claim; its id is the claim's. {@code decidedAt} is when PostgreSQL took
 * it, or null while it is HELD; {@code changes} is how often it was moved, {@code cancelledLate}
 * whether its cancel came after the cut-off.
 */
public record Booking(
    UUID id,
    UUID account,
    String state,
    String office,
    String service,
    String letter,
    UUID release,
    LocalDateTime slot,
    List<Member> members,
    Instant claimedAt,
    Instant decidedAt,
    int changes,
    boolean cancelledLate) {

  /** A booking may be moved so often. */
  public static final int CHANGES_MAX = 2;

  /** The state of what Redis has decided and PostgreSQL has not yet. */
  public static final String HELD = "HELD";

  /** The state of what PostgreSQL has taken. */
  public static final String CONFIRMED = "CONFIRMED";

  /** The state of what was given back before its slot. */
  public static final String CANCELLED = "CANCELLED";

  /** The state of what nobody had come for when its day was closed. */
  public static final String NO_SHOW = "NO_SHOW";

  /** The state of what PostgreSQL refused: nobody was ever told a number of it. */
  public static final String REJECTED = "REJECTED";

  /** One person of the party and the seat for them; {@code given} as in {@link BookingNumber}. */
  public record Member(UUID person, int seat, int given) {}

  public Booking {
    members = List.copyOf(members);
  }

  /** Whether PostgreSQL took it, whatever became of it since. */
  public boolean wasConfirmed() {
    return !state.equals(HELD) && !state.equals(REJECTED);
  }

  /** The number that this member of the party is called by. */
  public String number(Member member) {
    return BookingNumber.text(letter, slot, member.seat(), member.given());
  }
}
