package io.antrean.ticket;

import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one thread that draws QR codes: a drawing takes as long as sixty claims, which an event loop
 * has no time for. One instance serves all event loops; past its bound it fails with {@code 503
 * overloaded}.
 */
public final class Drawing {

  /** At 2.5 ms each, nobody waits much longer than a second. */
  static final int WAITING_MAX = 400;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final WorkerExecutor thread;
  private final AtomicInteger admitted = new AtomicInteger();

  public Drawing(Vertx vertx) {
    thread = vertx.createSharedWorkerExecutor("drawing", 1);
  }

  Future<String> draw(Callable<String> drawn) {
    if (admitted.incrementAndGet() > WAITING_MAX) {
      admitted.decrementAndGet();
      return Future.failedFuture(
          Problem.of(503, "overloaded").retryAfter(RETRY_AFTER).asException());
    }
    return thread.executeBlocking(drawn, false).onComplete(done -> admitted.decrementAndGet());
  }
}
