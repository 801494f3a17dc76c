package io.antrean.catalogue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Rings when PostgreSQL tells of a change: a held connection that listens, made anew when it
 * breaks. A ring may be missed while it is; whoever listens also looks by itself now and then.
 * Belongs to the event loop that starts it.
 */
final class CatalogueBell {

  private static final long WAIT_MS_MIN = 100;
  private static final long WAIT_MS_MAX = 5_000;

  private final Vertx vertx;
  private final PgConnectOptions options;
  private final Runnable ring;
  private PgConnection connection;
  private long waitMs = WAIT_MS_MIN;
  private boolean closed;

  CatalogueBell(Vertx vertx, PgConnectOptions options, Runnable ring) {
    this.vertx = vertx;
    this.options = options;
    this.ring = ring;
  }

  void start() {
    if (closed) return;
    PgConnection.connect(vertx, options)
        .compose(this::listen)
        .onSuccess(listening -> listens())
        .onFailure(failure -> startLater());
  }

  private Future<Void> listen(PgConnection opened) {
    connection = opened;
    opened.notificationHandler(change -> ring.run());
    return opened
        .query("LISTEN " + CatalogueRepository.CHANNEL)
        .execute()
        .<Void>mapEmpty()
        .recover(
            failure ->
                opened.close().otherwiseEmpty().transform(done -> Future.failedFuture(failure)));
  }

  private void listens() {
    if (closed) {
      connection.close();
      return;
    }
    waitMs = WAIT_MS_MIN;
    connection.closeHandler(gone -> startLater());
    // What changed while nobody listened.
    ring.run();
  }

  /** Ever later, and not at the same moment as the other nodes. */
  private void startLater() {
    if (closed) return;
    connection = null;
    vertx.setTimer(waitMs + ThreadLocalRandom.current().nextLong(waitMs), tick -> start());
    waitMs = Math.min(2 * waitMs, WAIT_MS_MAX);
  }

  Future<Void> close() {
    closed = true;
    return connection == null ? Future.succeededFuture() : connection.close().otherwiseEmpty();
  }
}
