package io.antrean.ledger;

import java.util.concurrent.TimeUnit;

/** What this node last saw of the partitions; written by {@link Ownership}, read by anybody. */
public final class OwnershipState {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private volatile boolean clocksApart;
  private volatile long apartMs;
  private volatile int partitionsOpen;
  private volatile int partitions;
  private volatile long seenNanos;
  private volatile boolean seen;

  /** A partition that was opened with another Redis process than {@code runId} is not open. */
  void saw(OwnershipRepository.View view, String runId, long differenceMs, long apartAtMs) {
    apartMs = differenceMs;
    clocksApart = Math.abs(differenceMs) > apartAtMs;
    partitions = view.partitions().size();
    partitionsOpen =
        (int)
            view.partitions().stream()
                .filter(row -> row.open() && runId.equals(row.runId()))
                .count();
    seenNanos = System.nanoTime();
    seen = true;
  }

  /** Whether Redis's and PostgreSQL's clocks differ so much that nothing may open. */
  public boolean clocksApart() {
    return clocksApart;
  }

  /** Null, or why this node should not get claims. */
  public String trouble() {
    if (!seen || System.nanoTime() - seenNanos > FRESH_NANOS) {
      return "The partitions have not been seen in PostgreSQL lately";
    }
    if (clocksApart) {
      return "The clocks of Redis and PostgreSQL differ by " + apartMs + " ms; set them right";
    }
    return partitionsOpen == partitions
        ? null
        : partitionsOpen + " of " + partitions + " partitions are open; the others recover";
  }
}
