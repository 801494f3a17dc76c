package io.antrean.booking;

import io.antrean.config.NoShowConfig;
import io.antrean.postgres.Author;
import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** No-shows and the blocks that follow from them, in PostgreSQL. */
public final class NoShowRepository {

  /** Each partition's owner has heard of a change long before. */
  private static final int HEARD_AFTER_SECONDS = 600;

  private static final String JUDGE = SqlFile.read("judge_no_shows");

  /** A row for each person to judge, for its version: what was judged meanwhile is not undone. */
  private static final String BEGIN =
      """
      INSERT INTO person_block (person, until)
      SELECT DISTINCT person, timestamptz '-infinity' FROM no_show WHERE judged_at IS NULL
       ORDER BY person LIMIT $1::integer
      ON CONFLICT (person) DO NOTHING
      """;

  private static final String FORGET_BLOCKS =
      """
      DELETE FROM person_block WHERE person IN (
        SELECT person FROM person_block b
         WHERE changed_at < now() - $2::integer * interval '1 second' AND until <= now()
         ORDER BY changed_at LIMIT $1::integer FOR UPDATE SKIP LOCKED)
      """;

  /** Of those who are erased, and late cancels that do not count. */
  private static final String FORGET =
      """
      DELETE FROM no_show WHERE no IN (
        SELECT no FROM no_show
         WHERE forgotten_at <= now() AND (booking IS NULL OR kind = 'LATE_CANCEL')
         ORDER BY forgotten_at LIMIT $1::integer FOR UPDATE SKIP LOCKED)
      """;

  /** The first excuse stays. The block is computed anew by whoever judges next. */
  private static final String EXCUSE =
      """
      UPDATE no_show SET excused_at = date_trunc('milliseconds', now()), excused_by = $2::uuid,
             excuse = $3::text, judged_at = NULL
       WHERE booking = $1::uuid AND excused_at IS NULL
      """;

  private static final String EXCUSED =
      "SELECT min(excused_at) AS at, min(excuse) AS excuse FROM no_show WHERE booking = $1::uuid";

  /** When and why a booking was excused. */
  record Excused(Instant at, String reason) {}

  private final Pool postgres;

  public NoShowRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** Computes some blocks anew; how many no-shows were looked at. */
  Future<Integer> judge(NoShowConfig policy) {
    var values =
        Tuple.of(
            policy.judgeBatch(),
            policy.forgiven(),
            policy.forgivenDays(),
            policy.blockDays(),
            policy.countsDays(),
            policy.lateCancelsCount());
    return postgres
        .preparedQuery(BEGIN)
        .execute(Tuple.of(policy.judgeBatch()))
        .compose(done -> postgres.preparedQuery(JUDGE).execute(values))
        .map(judged -> judged.rowCount());
  }

  /** Deletes some of what counts no more. */
  Future<Void> forget(int batch) {
    return postgres
        .preparedQuery(FORGET_BLOCKS)
        .execute(Tuple.of(batch, HEARD_AFTER_SECONDS))
        .compose(done -> postgres.preparedQuery(FORGET).execute(Tuple.of(batch)))
        .mapEmpty();
  }

  /** Excuses a booking's no-shows; null where it has none. */
  Future<Excused> excuse(Author by, UUID booking, String reason) {
    var values = Tuple.of(booking, by.account(), reason);
    return by.transaction(postgres, tx -> tx.preparedQuery(EXCUSE).execute(values))
        .compose(done -> postgres.preparedQuery(EXCUSED).execute(Tuple.of(booking)))
        .map(
            rows -> {
              var row = rows.iterator().next();
              OffsetDateTime at = row.getOffsetDateTime("at");
              return at == null ? null : new Excused(at.toInstant(), row.getString("excuse"));
            });
  }
}
