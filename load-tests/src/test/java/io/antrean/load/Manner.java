package io.antrean.load;

/**
 * How people ask: whether a silence is answered at once or after a growing pause; how many percent
 * of those who were told a seat ask again, how often, and after how many ms; and how many ms a
 * claim waits that came too early, 0 for as long as the server says.
 */
record Manner(boolean atOnce, int askAgainPercent, int askAgain, long askAgainMs, long tooEarlyMs) {

  /** As most people do; one in twenty asks once more later, and must hear the same. */
  static final Manner ORDINARY = new Manner(false, 5, 1, 2_000, 0);

  /** Whoever hears nothing asks at once, and whoever heard of a seat asks three times more. */
  static final Manner STORM = new Manner(true, 100, 3, 0, 0);

  /** Does not wait for the opening, whatever the server says. */
  static final Manner KNOCKING = new Manner(false, 5, 1, 2_000, 1_000);
}
