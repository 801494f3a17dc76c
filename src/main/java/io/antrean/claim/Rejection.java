package io.antrean.claim;

/**
 * Why PostgreSQL refused a claim that Redis had granted. The code is the byte in the claim's record
 * and in the verdict's message; {@code text} is the reason in PostgreSQL, in the answer of a claim
 * and the name of its problem.
 */
public enum Rejection {
  CLAIM_DIFFERS(1, "claim-differs", true, false, false),
  PERSON_GONE(2, "person-gone", true, true, false),
  ALREADY_BOOKED(3, "already-booked", true, true, false),
  /** Another row holds the seat, so Redis is wrong: the seat stays withheld, Redis is rebuilt. */
  SLOT_TAKEN(4, "slot-taken", false, false, true),
  /** The number was said before. */
  NUMBER_TAKEN(5, "number-taken", false, false, true),
  /** PostgreSQL could not take it, and an administrator has refused it. */
  REFUSED(6, "refused", true, false, false),
  /** By PostgreSQL's clock: it was HELD for so long, or granted at the last moment. */
  SLOT_BEGUN(7, "slot-begun", true, false, false);

  private final int code;
  private final String text;
  private final boolean seatsGoBack;
  private final boolean barsPerson;
  private final boolean needsRecovery;

  Rejection(int code, String text, boolean seatsGoBack, boolean barsPerson, boolean needsRecovery) {
    this.code = code;
    this.text = text;
    this.seatsGoBack = seatsGoBack;
    this.barsPerson = barsPerson;
    this.needsRecovery = needsRecovery;
  }

  public int code() {
    return code;
  }

  public String text() {
    return text;
  }

  /** Whether the seats come back, or stay withheld until the partition has recovered. */
  public boolean seatsGoBack() {
    return seatsGoBack;
  }

  /** Whether the script refuses the persons for a while: no loop of fresh claim ids. */
  public boolean barsPerson() {
    return barsPerson;
  }

  /** Whether Redis and PostgreSQL disagree, so that the partition must be rebuilt. */
  public boolean needsRecovery() {
    return needsRecovery;
  }

  /** The reason with this code; null for 0, which is none. */
  public static Rejection ofCode(int code) {
    for (var reason : values()) if (reason.code == code) return reason;
    return null;
  }

  /** The reason with this text; null for null. */
  public static Rejection ofText(String text) {
    for (var reason : values()) if (reason.text.equals(text)) return reason;
    return null;
  }
}
