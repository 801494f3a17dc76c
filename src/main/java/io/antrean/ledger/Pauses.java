package io.antrean.ledger;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a pause is worth a line of the log: at once where its reason is new, and again every ten
 * seconds while it lasts. Who tries five times a second would fill the log of an outage.
 */
final class Pauses {

  static final long SAY_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier nanos;
  private String said;
  private long saidAtNanos;

  Pauses(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether this reason is to be said now; it counts as said then. */
  boolean maySay(String reason) {
    var now = nanos.getAsLong();
    if (reason.equals(said) && now - saidAtNanos < SAY_EVERY_NANOS) return false;
    said = reason;
    saidAtNanos = now;
    return true;
  }
}
