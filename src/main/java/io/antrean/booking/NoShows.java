package io.antrean.booking;

import io.antrean.config.NoShowConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges no-shows: who has more of them than are forgiven is blocked for a while. Every node looks
 * at its own pace, a batch at a time; whoever is first has judged. The rules are in {@code
 * db/judge_no_shows.sql}, and how Redis hears of a block is the ledger's.
 */
public final class NoShows {

  private static final Logger log = LoggerFactory.getLogger(NoShows.class);

  private final NoShowRepository repository;
  private final NoShowConfig policy;
  private Vertx vertx;
  private long timer;
  private boolean working;
  private boolean away;

  public NoShows(NoShowRepository repository, NoShowConfig policy) {
    this.repository = repository;
    this.policy = policy;
  }

  /** Looks from now on. */
  public void start(Vertx vertx) {
    this.vertx = vertx;
    timer = vertx.setPeriodic(policy.judgeEvery().toMillis(), tick -> look());
  }

  public Future<Void> close() {
    if (vertx != null) vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void look() {
    if (working) return;
    working = true;
    run()
        .onComplete(
            done -> {
              working = false;
              if (done.failed() && !away) {
                log.warn("event=no-shows-pause reason={}", done.cause().toString());
              }
              away = done.failed();
            });
  }

  /** One batch of each. */
  Future<Void> run() {
    return repository.judge(policy).compose(judged -> repository.forget(policy.judgeBatch()));
  }
}
