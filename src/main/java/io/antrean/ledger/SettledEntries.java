package io.antrean.ledger;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Which settled entries the stream must still keep: those committed less than a while ago, so that
 * a PostgreSQL that lost its last commits in a failover can be given them again. One sample a
 * second, so it is bounded by the while.
 */
final class SettledEntries {

  private record Sample(EntryId entry, long nanos) {}

  private static final long SAMPLE_NANOS = 1_000_000_000L;

  private final long keepNanos;
  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  SettledEntries(Duration keep) {
    this.keepNanos = keep.toNanos();
  }

  void add(EntryId settled) {
    var now = System.nanoTime();
    if (samples.isEmpty() || now - samples.peekLast().nanos >= SAMPLE_NANOS) {
      samples.add(new Sample(settled, now));
    }
  }

  /** The entry before which everything may be forgotten; null when nothing may be yet. */
  EntryId forgetBefore() {
    var now = System.nanoTime();
    EntryId before = null;
    while (!samples.isEmpty() && now - samples.peek().nanos > keepNanos) {
      before = samples.poll().entry;
    }
    return before;
  }

  void clear() {
    samples.clear();
  }
}
