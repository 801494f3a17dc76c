package io.antrean.catalogue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks, on every node, for who is booked in hours that an office has closed and was not told. */
public final class LateTellings {

  private static final Logger log = LoggerFactory.getLogger(LateTellings.class);

  /** A look at an index where there is nothing. */
  static final Duration EVERY = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Blackouts blackouts;
  private long timer;
  private Future<Integer> turn = Future.succeededFuture(0);

  public LateTellings(Vertx vertx, Blackouts blackouts) {
    this.vertx = vertx;
    this.blackouts = blackouts;
  }

  public void start() {
    timer = vertx.setPeriodic(EVERY.toMillis(), tick -> look());
  }

  private void look() {
    if (!turn.isComplete()) return;
    turn =
        blackouts
            .tellLate()
            .onFailure(
                away -> log.warn("event=blackouts-not-read; the next turn tries again", away));
  }

  /** Lets the look under way be made. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return turn.mapEmpty().otherwiseEmpty().mapEmpty();
  }
}
