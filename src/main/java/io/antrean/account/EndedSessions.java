package io.antrean.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts that have ended all their sessions lately, and the generation that a token of theirs
 * must have. Each node reads what is new from PostgreSQL several times a second, so that a request
 * asks a map which is nearly always empty, and no store. Who ended them longer ago than a token
 * lives is forgotten: none of their old tokens is valid any more.
 *
 * <p>The map is shared by all event loops; the rest belongs to the one that started it.
 */
public final class EndedSessions {

  private static final Logger log = LoggerFactory.getLogger(EndedSessions.class);

  /** A transaction may be committed so long after the instant that it has written down. */
  static final Duration LATE_COMMITS = Duration.ofSeconds(30);

  /** One row at least, since PostgreSQL's clock is asked for too. */
  private static final String NEW =
      """
      SELECT now.at, a.id, a.generation
      FROM (SELECT now() AS at) now
      LEFT JOIN account a ON a.sessions_ended_at
        > coalesce($1::timestamptz, now.at) - $2::bigint * interval '1 millisecond'
      ORDER BY a.sessions_ended_at DESC
      LIMIT $3::int
      """;

  private final Pool postgres;
  private final Duration life;
  private final int accountsMax;
  private final Cache<UUID, Integer> generations;
  private OffsetDateTime readAt;
  private boolean asking;
  private boolean away;
  private Vertx vertx;
  private long timer;

  /** {@code life} is how long a token is valid at most; {@code accountsMax} bounds the map. */
  public EndedSessions(Pool postgres, Duration life, int accountsMax) {
    this.postgres = postgres;
    this.life = life;
    this.accountsMax = accountsMax;
    this.generations =
        Caffeine.newBuilder()
            .maximumSize(accountsMax)
            .expireAfterWrite(life.plus(LATE_COMMITS))
            .build();
  }

  /** Whether the sessions of that time were ended. */
  public boolean isEnded(Caller caller) {
    var least = generations.getIfPresent(caller.account());
    return least != null && caller.generation() < least;
  }

  /** Known here at once; the other nodes read it. */
  void put(UUID account, int generation) {
    generations.asMap().merge(account, generation, Math::max);
  }

  /** Reads what was ended within a token's life, and from then on what is new. */
  public Future<Void> start(Vertx vertx, Duration every) {
    this.vertx = vertx;
    return read()
        .onSuccess(done -> timer = vertx.setPeriodic(every.toMillis(), tick -> readAgain()));
  }

  public Future<Void> close() {
    if (vertx != null) vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void readAgain() {
    if (asking) return;
    asking = true;
    read()
        .onComplete(
            read -> {
              asking = false;
              if (read.failed() && !away) {
                log.warn("event=ended-sessions-unread reason={}", read.cause().getMessage());
              }
              away = read.failed();
            });
  }

  private Future<Void> read() {
    var back = readAt == null ? life : LATE_COMMITS;
    return postgres
        .preparedQuery(NEW)
        .execute(Tuple.of(readAt, back.toMillis(), accountsMax))
        .map(this::keep);
  }

  private Void keep(RowSet<Row> rows) {
    for (var row : rows) {
      readAt = row.getOffsetDateTime("at");
      var account = row.getUUID("id");
      if (account != null) put(account, row.getInteger("generation"));
    }
    return null;
  }
}
