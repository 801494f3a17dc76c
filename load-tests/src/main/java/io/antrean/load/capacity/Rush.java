package io.antrean.load.capacity;

/**
 * Who comes: people for seats, nine in ten of whom claim within {@code spreadMs} of the opening,
 * the others in the two seconds after it. Everybody who waits looks what is free every {@code
 * pollMs}.
 */
record Rush(long people, long seats, long spreadMs, long pollMs) {

  private static final double THERE_BEFORE = 0.9;
  private static final long LATE_MS = 2000;

  /** How many first claims arrive in these milliseconds after the opening. */
  double arrivals(long fromMs, long toMs) {
    return people
        * (THERE_BEFORE * share(fromMs, toMs, 0, spreadMs)
            + (1 - THERE_BEFORE) * share(fromMs, toMs, spreadMs, spreadMs + LATE_MS));
  }

  private static double share(long fromMs, long toMs, long beginMs, long endMs) {
    var both = Math.min(toMs, endMs) - Math.max(fromMs, beginMs);
    return both <= 0 ? 0 : (double) both / (endMs - beginMs);
  }

  /** Looks a second before the opening. */
  double pollsPerSecond() {
    return people * 1000.0 / pollMs;
  }
}
