package io.antrean.notice;

import io.antrean.booking.BookingEvent;
import io.antrean.config.NoticeConfig;
import io.antrean.notice.Receiver.Outcome;
import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The notices that are to be delivered, in PostgreSQL. One that was delivered is gone; one that
 * could not be is due again after a pause that grows, until it is set aside. What a node says of a
 * delivery counts only while the delivery is still its own.
 */
final class Outbox {

  private static final String TAKE = SqlFile.read("notices_take");

  private static final String DELIVERED =
      """
      WITH gone AS (
        DELETE FROM notice WHERE no = $1::bigint AND attempts = $2::smallint RETURNING receiver)
      UPDATE webhook w SET failures = 0, failing_since = NULL
        FROM gone WHERE w.id = gone.receiver AND w.failures > 0
      """;

  /** A receiver that fails too often and too long is disabled, with what it failed at last. */
  private static final String FAILED =
      """
      WITH failed AS (
        UPDATE notice
           SET due_at = now() + $3::bigint * interval '1 millisecond', failure = $4::text,
               set_aside_at = CASE WHEN attempts >= $5::integer THEN now() END
         WHERE no = $1::bigint AND attempts = $2::smallint
        RETURNING receiver, set_aside_at
      ), counted AS (
        UPDATE webhook w
           SET failures = failures + 1, failing_since = coalesce(failing_since, now()),
               disabled_at = CASE WHEN $6::boolean OR failures + 1 >= $7::integer
                 AND coalesce(failing_since, now()) <= now() - $8::bigint * interval '1 millisecond'
                 THEN now() END,
               disabled_reason = $4::text
          FROM failed WHERE w.id = failed.receiver AND w.disabled_at IS NULL
        RETURNING w.disabled_at)
      SELECT f.set_aside_at IS NOT NULL AS set_aside, c.disabled_at IS NOT NULL AS disabled
        FROM failed f LEFT JOIN counted c ON true
      """;

  private final Pool postgres;
  private final NoticeConfig config;

  Outbox(Pool postgres, NoticeConfig config) {
    this.postgres = postgres;
    this.config = config;
  }

  /** At most so many that are due for this receiver, the next of its booking each. */
  Future<List<Notice>> take(UUID receiver, int max) {
    return postgres
        .preparedQuery(TAKE)
        .execute(Tuple.of(receiver, max, config.lease().toMillis()))
        .map(Outbox::notices);
  }

  private static List<Notice> notices(Iterable<Row> rows) {
    var parties = new LinkedHashMap<Long, List<Row>>();
    for (var row : rows) {
      parties.computeIfAbsent(row.getLong("no"), no -> new ArrayList<>()).add(row);
    }
    return parties.values().stream().map(Outbox::notice).toList();
  }

  private static Notice notice(List<Row> party) {
    var row = party.get(0);
    var kind = Kind.of(row.getString("kind"));
    return new Notice(
        row.getLong("no"),
        row.getUUID("receiver"),
        row.getInteger("attempts"),
        kind,
        row.getOffsetDateTime("happened_at").toInstant(),
        row.getUUID("booking"),
        row.getInteger("version"),
        row.getUUID("account"),
        row.getString("office"),
        row.getString("office_name"),
        ZoneId.of(row.getString("zone")),
        row.getString("service"),
        row.getString("service_name"),
        row.getLocalDateTime("slot"),
        instant(row.getOffsetDateTime("expires_at")),
        kind == Kind.OFFER ? List.of() : party.stream().map(BookingEvent::number).toList(),
        kind.isMoot(row.getString("state")));
  }

  private static Instant instant(OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }

  /** The receiver has it, or nobody wants it any more. */
  Future<Void> done(Notice notice) {
    return postgres
        .preparedQuery(DELIVERED)
        .execute(Tuple.of(notice.no(), notice.attempt()))
        .mapEmpty();
  }

  /** What a failure has led to. */
  record Failed(boolean setAside, boolean disabled) {}

  /** It is tried again later, or set aside. */
  Future<Failed> failed(Notice notice, Outcome outcome) {
    var values =
        Tuple.of(
            notice.no(),
            notice.attempt(),
            pause(notice.attempt()).toMillis(),
            outcome.reason(),
            config.attempts(),
            outcome.kind() == Outcome.Kind.GONE,
            config.webhookFailuresMax(),
            config.webhookFailingMax().toMillis());
    return postgres
        .preparedQuery(FAILED)
        .execute(values)
        .map(
            rows -> {
              for (var row : rows) {
                return new Failed(row.getBoolean("set_aside"), row.getBoolean("disabled"));
              }
              return new Failed(false, false);
            });
  }

  /** Doubling up to its bound, and half of it at random: not all come back at one moment. */
  private Duration pause(int attempt) {
    var min = config.retryMin().toMillis();
    var max = config.retryMax().toMillis();
    var grown = Math.min(max, min * (1L << Math.min(attempt - 1, 30)));
    return Duration.ofMillis(grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1));
  }
}
