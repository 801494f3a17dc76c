package io.antrean.notice;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Measures the outbox, and forgets what was set aside long ago. */
final class NoticeUpkeep {

  /** So long a notice that was set aside can be tried again by an operator. */
  private static final Duration SET_ASIDE_KEPT = Duration.ofDays(30);

  private static final String FORGET =
      "DELETE FROM notice WHERE set_aside_at < now() - $1::bigint * interval '1 day'";

  private static final String MEASURE =
      """
      SELECT coalesce(extract(epoch FROM now() - (
               SELECT min(due_at) FROM notice
                WHERE receiver = $1::uuid AND set_aside_at IS NULL)), 0)::float8 AS mail,
             coalesce(extract(epoch FROM now() - (
               SELECT min(n.due_at) FROM webhook w CROSS JOIN LATERAL (
                 SELECT min(due_at) AS due_at FROM notice
                  WHERE receiver = w.id AND set_aside_at IS NULL) n
                WHERE w.disabled_at IS NULL)), 0)::float8 AS webhook,
             (SELECT count(*) FROM notice WHERE set_aside_at IS NOT NULL) AS set_aside,
             (SELECT count(*) FROM webhook
               WHERE disabled_at IS NOT NULL AND disabled_reason <> 'administrator') AS disabled
      """;

  private final Pool postgres;
  private final NoticeMetrics metrics;

  NoticeUpkeep(Pool postgres, NoticeMetrics metrics) {
    this.postgres = postgres;
    this.metrics = metrics;
  }

  Future<Void> turn() {
    return postgres
        .preparedQuery(FORGET)
        .execute(Tuple.of(SET_ASIDE_KEPT.toDays()))
        .compose(done -> postgres.preparedQuery(MEASURE).execute(Tuple.of(MailReceiver.ID)))
        .map(
            rows -> {
              var row = rows.iterator().next();
              metrics.measured(
                  Math.max(0, row.getDouble("mail")),
                  Math.max(0, row.getDouble("webhook")),
                  row.getLong("set_aside"),
                  row.getLong("disabled"));
              return null;
            });
  }
}
