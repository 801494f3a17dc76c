package io.antrean;

import io.antrean.ledger.LedgerBacklog;
import io.antrean.redis.RedisLink;
import io.antrean.redis.RedisMemory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What Redis is asked for the sake of the metrics alone: each at a pace of its own, never again
 * before it has been answered. Belongs to the link's event loop.
 */
final class Measures {

  private static final long BACKLOG_EVERY_MS = 1_000;
  private static final long MEMORY_EVERY_MS = 5_000;

  private final Vertx vertx;
  private final List<Long> timers = new ArrayList<>();

  private Measures(Vertx vertx) {
    this.vertx = vertx;
  }

  static Measures start(Vertx vertx, RedisLink link, App app) {
    var measures = new Measures(vertx);
    var backlog = new LedgerBacklog(link, app.epochs, app.ledgerMetrics);
    var memory = new RedisMemory(link, app.metrics.registry());
    measures.every(BACKLOG_EVERY_MS, backlog::measure);
    measures.every(MEMORY_EVERY_MS, memory::measure);
    return measures;
  }

  private void every(long ms, Supplier<Future<Void>> ask) {
    var question = new Question(ask);
    question.put();
    timers.add(vertx.setPeriodic(ms, tick -> question.put()));
  }

  private static final class Question {
    private final Supplier<Future<Void>> ask;
    private boolean open;

    Question(Supplier<Future<Void>> ask) {
      this.ask = ask;
    }

    void put() {
      if (open) return;
      open = true;
      ask.get().onComplete(answered -> open = false);
    }
  }

  Future<Void> close() {
    timers.forEach(vertx::cancelTimer);
    return Future.succeededFuture();
  }
}
