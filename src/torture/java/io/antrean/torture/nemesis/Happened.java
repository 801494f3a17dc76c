package io.antrean.torture.nemesis;

import java.util.Set;

/** A fault that has happened, and when. */
public record Happened(String kind, long beganMs, long healedMs) {

  /** What Redis may forget writes by that it has acknowledged. */
  private static final Set<String> LOSING =
      Set.of(
          "redis-killed",
          "redis-emptied",
          "redis-emptied-under-backlog",
          "redis-file-cut-to-last-fsync",
          "redis-file-torn",
          "redis-stale-copy",
          "redis-disk-full",
          "redis-fsync-fails",
          "redis-file-mended");

  private static final long BEFORE_MS = 3000;
  private static final long AFTER_MS = 20_000;

  /** What opens then may have been opened by a clock that was so much ahead. */
  private static final long CLOCK_AHEAD_MAX_MS = 12_000;

  /** Whether Redis's clock may have said something else than the machine's between these. */
  public boolean mayHaveMovedTheClock(long fromMs, long untilMs) {
    return kind.startsWith("redis-clock")
        && fromMs <= healedMs + CLOCK_AHEAD_MAX_MS
        && untilMs >= beganMs;
  }

  /** Whether PostgreSQL had lost its last commits, and this may be when one was made again. */
  public boolean mayDecideAgain(long atMs) {
    return kind.equals("postgres-restored") && atMs >= beganMs;
  }

  /** Whether Redis may have lost in these moments what it had decided. */
  public boolean mayExplainLoss(long fromMs, long untilMs) {
    return LOSING.contains(kind) && fromMs <= healedMs + AFTER_MS && untilMs >= beganMs - BEFORE_MS;
  }
}
