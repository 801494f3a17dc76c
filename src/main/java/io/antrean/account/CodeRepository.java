package io.antrean.account;

import io.antrean.account.OneTimeCodes.Purpose;
import io.antrean.config.AccountConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;

/** The codes that were sent, as their HMACs, and how often. All times are PostgreSQL's. */
final class CodeRepository {

  /** One row a purpose: a newer code takes the older one's place. */
  private static final String ISSUE =
      """
      INSERT INTO one_time_code AS c (account, purpose, code_hmac, expires_at)
      VALUES ($1::uuid, $2::text, $3::bytea, now() + $4::bigint * interval '1 millisecond')
      ON CONFLICT (account, purpose) DO UPDATE
        SET code_hmac = excluded.code_hmac, expires_at = excluded.expires_at, attempts = 0,
            sent_at = now(),
            first_sent_at = CASE WHEN c.first_sent_at < now() - interval '1 day' THEN now()
                                 ELSE c.first_sent_at END,
            sent = CASE WHEN c.first_sent_at < now() - interval '1 day' THEN 1
                        ELSE c.sent + 1 END
        WHERE c.sent_at <= now() - $5::bigint * interval '1 millisecond'
          AND (c.sent < $6::int OR c.first_sent_at < now() - interval '1 day')
      """;

  private static final String WAIT =
      """
      SELECT (extract(epoch FROM greatest(
               sent_at + $3::bigint * interval '1 millisecond' - now(),
               CASE WHEN sent >= $4::int THEN first_sent_at + interval '1 day' - now() END
             )) * 1000)::bigint
      FROM one_time_code WHERE account = $1::uuid AND purpose = $2::text
      """;

  /** Counts the attempt and takes the code away in one step: it works once, however many try. */
  private static final String USE =
      """
      UPDATE one_time_code
         SET attempts = attempts + 1,
             code_hmac = CASE WHEN code_hmac = $3::bytea THEN NULL ELSE code_hmac END
       WHERE account = $1::uuid AND purpose = $2::text AND code_hmac IS NOT NULL
         AND expires_at > now() AND attempts < $4::int
      RETURNING code_hmac IS NULL
      """;

  private final Pool postgres;
  private final AccountConfig config;

  CodeRepository(Pool postgres, AccountConfig config) {
    this.postgres = postgres;
    this.config = config;
  }

  /** Keeps a code, or none (null); zero, or how long to wait when one was sent lately. */
  Future<Duration> issue(UUID account, Purpose purpose, byte[] codeHmac) {
    var row =
        Tuple.of(account, purpose.name())
            .addBuffer(codeHmac == null ? null : Buffer.buffer(codeHmac))
            .addLong(config.codeLife().toMillis())
            .addLong(config.codePause().toMillis())
            .addInteger(config.codesADay());
    return postgres
        .preparedQuery(ISSUE)
        .execute(row)
        .compose(
            issued ->
                issued.rowCount() == 1
                    ? Future.succeededFuture(Duration.ZERO)
                    : waiting(account, purpose));
  }

  private Future<Duration> waiting(UUID account, Purpose purpose) {
    return postgres
        .preparedQuery(WAIT)
        .execute(
            Tuple.of(account, purpose.name(), config.codePause().toMillis(), config.codesADay()))
        .map(
            rows -> {
              var ms = rows.size() == 0 ? null : rows.iterator().next().getLong(0);
              return Duration.ofMillis(ms == null ? 1 : Math.max(1, ms));
            });
  }

  /** Whether this was the code; whatever it was, an attempt is used up. */
  Future<Boolean> use(UUID account, Purpose purpose, byte[] codeHmac) {
    return postgres
        .preparedQuery(USE)
        .execute(Tuple.of(account, purpose.name(), Buffer.buffer(codeHmac), config.codeAttempts()))
        .map(rows -> rows.size() == 1 && rows.iterator().next().getBoolean(0));
  }
}
