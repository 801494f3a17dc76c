package io.antrean.notice;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What notices there are: a new one is a line here, its words in {@code problems/} ({@code
 * mail.notice-KIND}), and whoever writes it into the outbox: {@link NoticeWriter} by itself where
 * it follows from a booking's new state, or from an offer of the waiting list. {@code state} is the
 * booking's as the notice tells it.
 */
enum Kind {
  CONFIRMED("CONFIRMED", null),
  CHANGED("CONFIRMED", "MOVED"),
  CANCELLED("CANCELLED", "CANCELLED"),
  NO_SHOW("NO_SHOW", "NO_SHOW"),
  REMINDER("CONFIRMED", null),
  OFFER("OFFERED", "OFFERED"),
  CLOSED("CONFIRMED", "BLACKOUT");

  private final String state;
  private final String follows;

  /** {@code follows} is the state of {@code booking_change} that brings it about, null for none. */
  Kind(String state, String follows) {
    this.state = state;
    this.follows = follows;
  }

  String state() {
    return state;
  }

  String follows() {
    return follows;
  }

  /** Whether nobody needs to hear of it any more, now that it is in this state. */
  boolean isMoot(String now) {
    return switch (this) {
      case REMINDER, OFFER, CLOSED -> !now.equals(state);
      case CONFIRMED, CHANGED, CANCELLED, NO_SHOW -> false;
    };
  }

  /** As it is written in JSON, keys and rows. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Kind of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** All of them, as they are written. */
  static List<String> texts() {
    return Arrays.stream(values()).map(Kind::text).toList();
  }

  /** Those that follow from a booking's new state. */
  static List<Kind> following() {
    return Arrays.stream(values()).filter(kind -> kind.follows != null).toList();
  }
}
