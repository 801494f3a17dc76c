package io.antrean.torture.check;

import java.util.UUID;

/** A member of a booking, as PostgreSQL has it. */
record Row(
    UUID id,
    int member,
    int serviceNo,
    String office,
    String service,
    String letter,
    int partition,
    String slot,
    int seat,
    int given,
    UUID person,
    UUID release,
    String state,
    long claimedMs,
    long decidedMs,
    int version) {

  boolean isRefused() {
    return state.equals("REJECTED");
  }

  boolean isOpen() {
    return state.equals("CONFIRMED") || state.equals("CHECKED_IN");
  }

  boolean holdsSeat() {
    return !isRefused() && !state.equals("CANCELLED") && !isLeft();
  }

  /** Whether the booking has moved on from it. */
  boolean isLeft() {
    return state.equals("MOVED");
  }

  /** What is said at the counter, made by the rule and not by the server's code. */
  String number() {
    var suffix = new StringBuilder();
    for (int rest = given; given > 1 && rest > 0; rest = (rest - 1) / 26) {
      suffix.insert(0, (char) ('a' + (rest - 1) % 26));
    }
    return letter + slot.substring(11, 13) + slot.substring(14, 16) + "-" + seat + suffix;
  }
}
