package io.antrean.claim;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one event loop that ask PostgreSQL something of a booking by a line of the
 * ledger, and wait for the answer to that very line. Bounded as {@link Waiters} is. One is made
 * before Redis is asked: the answer comes over another connection, and may be there before the name
 * of the line is.
 */
public final class Askings {

  private static final long TICK_MS = 50;

  /** One request's. */
  public static final class Asking {
    private final UUID claim;
    private final UUID fingerprint;
    private final Promise<Answered> promise = Promise.promise();
    private String entry;
    private Answered early;
    private long deadline;

    private Asking(UUID claim, UUID fingerprint) {
      this.claim = claim;
      this.fingerprint = fingerprint;
    }
  }

  private final int max;
  private final Map<UUID, List<Asking>> byClaim = new HashMap<>();
  private int count;

  /** To be made on the event loop that it belongs to. */
  public Askings(Vertx vertx, int max) {
    this.max = max;
    vertx.setPeriodic(TICK_MS, tick -> endOverdue());
  }

  /** A wait for what will be asked of this claim's booking; null when too many are waiting. */
  public Asking expect(UUID claim, UUID fingerprint) {
    if (count >= max) return null;
    count++;
    var asking = new Asking(claim, fingerprint);
    byClaim.computeIfAbsent(claim, id -> new ArrayList<>(1)).add(asking);
    return asking;
  }

  /** The answer to this line; null when the wait ended without it. Never fails. */
  public Future<Answered> await(Asking asking, String entry, long waitMs) {
    asking.entry = entry;
    asking.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    if (asking.early != null) answered(asking, asking.early);
    return asking.promise.future();
  }

  /** The request needs no answer. */
  public void forget(Asking asking) {
    end(asking, null);
  }

  private void end(Asking asking, Answered answer) {
    if (!asking.promise.tryComplete(answer)) return;
    count--;
    var others = byClaim.get(asking.claim);
    others.remove(asking);
    if (others.isEmpty()) byClaim.remove(asking.claim);
  }

  /** A message of {@code redis/settle.lua}. */
  public void told(Buffer message) {
    if (count == 0) return;
    for (int at = 0; at < message.length(); at += Answered.BYTES) {
      var one = Answered.read(message, at);
      for (var asking : List.copyOf(byClaim.getOrDefault(one.claim(), List.of()))) {
        if (asking.fingerprint.equals(one.fingerprint())) answered(asking, one);
      }
    }
  }

  private void answered(Asking asking, Answered one) {
    if (asking.entry == null) asking.early = one;
    else if (asking.entry.equals(one.entry())) end(asking, one);
  }

  private void endOverdue() {
    if (count == 0) return;
    var now = System.nanoTime();
    var overdue = new ArrayList<Asking>();
    for (var some : byClaim.values()) {
      for (var one : some) if (one.entry != null && one.deadline - now < 0) overdue.add(one);
    }
    overdue.forEach(this::forget);
  }
}
