package io.antrean.floor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the names of walk-ins once their day is over everywhere. */
public final class ForgottenNames {

  private static final Logger log = LoggerFactory.getLogger(ForgottenNames.class);
  private static final Duration EVERY = Duration.ofMinutes(10);

  /** It is tomorrow somewhere, and yesterday elsewhere. */
  private static final String FORGET =
      """
      UPDATE visit SET name = NULL
       WHERE id IN (SELECT id FROM visit WHERE name IS NOT NULL AND day < current_date - 1
                     ORDER BY day LIMIT 1000 FOR UPDATE SKIP LOCKED)
      """;

  private final Pool postgres;
  private Vertx vertx;
  private long timer;

  public ForgottenNames(Pool postgres) {
    this.postgres = postgres;
  }

  public void start(Vertx on) {
    vertx = on;
    timer = vertx.setPeriodic(0, EVERY.toMillis(), tick -> forget());
  }

  private void forget() {
    postgres
        .query(FORGET)
        .execute()
        .onFailure(away -> log.warn("event=names-not-forgotten; the next turn tries again", away));
  }

  public Future<Void> close() {
    if (vertx != null) vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
