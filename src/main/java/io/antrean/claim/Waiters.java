package io.antrean.claim;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one event loop that wait until a message names their claim. Bounded: beyond the
 * bound a claim is answered 202. A waiter is made before its claim is decided, so that no message
 * can come too early.
 */
public final class Waiters {

  private static final long TICK_MS = 50;

  /** Bytes of the epoch that a message begins with. */
  private static final int EPOCH = 8;

  /** One request's wait. Several requests may wait for the same claim. */
  public static final class Waiter {
    private final UUID claim;
    private final UUID fingerprint;
    private final Promise<ClaimRecord> promise = Promise.promise();
    private Waiter next;
    private long deadline;
    private boolean bounded;

    private Waiter(UUID claim, UUID fingerprint, Waiter next) {
      this.claim = claim;
      this.fingerprint = fingerprint;
      this.next = next;
    }

    /** The claim's record as decided; null when the wait ended without it. Never fails. */
    public Future<ClaimRecord> decided() {
      return promise.future();
    }

    /** Ends the wait after so many ms, counted from now. */
    public void until(long waitMs) {
      deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
      bounded = true;
    }
  }

  private final int max;
  private final Map<UUID, Waiter> byClaim = new HashMap<>();
  private int count;

  /** To be made on the event loop that it belongs to. */
  public Waiters(Vertx vertx, int max) {
    this.max = max;
    vertx.setPeriodic(TICK_MS, tick -> endOverdue());
  }

  /**
   * A wait for this claim with this content; null when too many are waiting. Somebody else may use
   * the same id for another claim, in another partition even: it is not theirs to be told.
   */
  public Waiter expect(UUID claim, UUID fingerprint) {
    if (count >= max) return null;
    count++;
    var waiter = new Waiter(claim, fingerprint, byClaim.get(claim));
    byClaim.put(claim, waiter);
    return waiter;
  }

  /** The request needs no verdict any more. */
  public void forget(Waiter waiter) {
    if (!waiter.promise.tryComplete(null)) return;
    count--;
    unlink(waiter);
  }

  private void unlink(Waiter waiter) {
    var first = byClaim.get(waiter.claim);
    if (first == waiter) {
      if (waiter.next == null) byClaim.remove(waiter.claim);
      else byClaim.put(waiter.claim, waiter.next);
      return;
    }
    for (var one = first; one != null; one = one.next) {
      if (one.next == waiter) one.next = waiter.next;
    }
  }

  /** A message of {@code redis/settle.lua}: the epoch, then claims, each with its record. */
  public void told(Buffer message) {
    for (int at = EPOCH; at < message.length(); ) {
      var first = byClaim.get(Bytes.uuid(message, at));
      at += Bytes.UUID_BYTES;
      if (first != null) told(first, ClaimRecord.read(message, at));
      at += ClaimRecord.length(message, at);
    }
  }

  private void told(Waiter first, ClaimRecord record) {
    for (Waiter one = first, next; one != null; one = next) {
      next = one.next;
      if (!one.fingerprint.equals(record.fingerprint()) || !one.promise.tryComplete(record))
        continue;
      count--;
      unlink(one);
    }
  }

  private void endOverdue() {
    if (count == 0) return;
    var now = System.nanoTime();
    var overdue = new ArrayList<Waiter>();
    for (var first : byClaim.values()) {
      for (var one = first; one != null; one = one.next) {
        if (one.bounded && one.deadline - now < 0) overdue.add(one);
      }
    }
    overdue.forEach(this::forget);
  }
}
