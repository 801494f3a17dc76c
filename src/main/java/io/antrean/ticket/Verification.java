package io.antrean.ticket;

/**
 * A verdict, and the ticket if one of the keys has signed it; else null. {@code detail} says what
 * is wrong with a malformed one.
 */
record Verification(Verdict verdict, Ticket ticket, String detail) {

  static Verification of(Verdict verdict) {
    return new Verification(verdict, null, null);
  }
}
