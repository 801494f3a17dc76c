package io.antrean.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * How late an event loop comes to a task that is due: what every request on that loop waits for
 * too. Start one on each loop.
 */
public final class EventLoopLag {

  private static final long EVERY_MS = 100;

  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Vertx vertx;
  private final Timer lag;
  private long dueNanos;

  private EventLoopLag(Vertx vertx, MeterRegistry registry, int loop) {
    this.vertx = vertx;
    this.lag =
        Timer.builder("antrean.event.loop.lag")
            .description("How late an event loop comes to a task that is due")
            .tag("loop", Integer.toString(loop))
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
  }

  /** Measures the event loop that this is called on, numbered by the caller, until Vert.x ends. */
  public static void measure(Vertx vertx, MeterRegistry registry, int loop) {
    new EventLoopLag(vertx, registry, loop).next();
  }

  private void next() {
    dueNanos = System.nanoTime() + EVERY_MS * 1_000_000;
    vertx.setTimer(EVERY_MS, this::due);
  }

  private void due(long timer) {
    lag.record(Duration.ofNanos(Math.max(0, System.nanoTime() - dueNanos)));
    next();
  }
}
