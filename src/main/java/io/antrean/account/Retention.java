package io.antrean.account;

import io.antrean.config.RetentionConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what is kept for nobody: accounts that were never verified, persons who were removed from
 * an account long ago, persons without a booking for years. A small batch at a time, so that nobody
 * waits for it; nodes pass over what another one is at.
 */
public final class Retention {

  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private static final String UNVERIFIED =
      """
      DELETE FROM account WHERE id IN (
        SELECT id FROM account a
        WHERE verified_at IS NULL AND erased_at IS NULL
          AND created_at < now() - $1::int * interval '1 day'
          AND NOT EXISTS (SELECT FROM account_person ap WHERE ap.account = a.id)
        ORDER BY created_at LIMIT $2::int FOR UPDATE SKIP LOCKED)
      """;

  /** Not while the account has an open booking for them: it is found by this row. */
  private static final String REMOVED =
      """
      DELETE FROM account_person WHERE (account, person) IN (
        SELECT account, person FROM account_person ap
        WHERE removed_at < now() - $1::int * interval '1 day'
          AND NOT EXISTS (SELECT FROM booking b
                          WHERE b.person = ap.person AND b.account = ap.account
                            AND b.state IN ('CONFIRMED', 'CHECKED_IN'))
        ORDER BY removed_at LIMIT $2::int FOR UPDATE SKIP LOCKED)
      RETURNING person
      """;

  /**
   * Who has had a booking since then, or a stay permit, is looked at again when that is long ago;
   * so is whom another authority was asked about.
   */
  private static final String LOOK =
      """
      WITH due AS MATERIALIZED (
        SELECT id, looked_at FROM person
        WHERE erased_at IS NULL AND looked_at < now() - $1::int * interval '1 day'
        ORDER BY looked_at LIMIT $2::int FOR UPDATE SKIP LOCKED
      ), seen AS MATERIALIZED (
        SELECT due.id, greatest(
          (SELECT now() FROM booking b
           WHERE b.person = due.id AND b.state IN ('CONFIRMED', 'CHECKED_IN') LIMIT 1),
          (SELECT max(b.decided_at) FROM booking b
           WHERE b.person = due.id AND b.state NOT IN ('CONFIRMED', 'CHECKED_IN')),
          (SELECT max(least(now(), p.expires_on::timestamptz)) FROM stay_permit p
           WHERE p.person = due.id AND p.revoked_at IS NULL),
          (SELECT now() FROM referral r
           WHERE r.person = due.id AND r.outcome IS NULL LIMIT 1)) AS at
        FROM due
      ), kept AS (
        UPDATE person p SET looked_at = seen.at FROM seen
        WHERE p.id = seen.id AND seen.at >= now() - $1::int * interval '1 day'
      )
      SELECT id FROM seen WHERE at IS NULL OR at < now() - $1::int * interval '1 day'
      """;

  private static final String UNLINK = "DELETE FROM account_person WHERE person = ANY ($1::uuid[])";

  private final Pool postgres;
  private final RetentionConfig config;
  private final Counter accounts;
  private final Counter persons;
  private Vertx vertx;
  private long timer;
  private boolean working;

  public Retention(Pool postgres, RetentionConfig config, MeterRegistry registry) {
    this.postgres = postgres;
    this.config = config;
    this.accounts = counter(registry, "account");
    this.persons = counter(registry, "person");
  }

  private static Counter counter(MeterRegistry registry, String what) {
    return Counter.builder("antrean.retention.erased")
        .description("Accounts deleted and persons erased because nobody used them")
        .tag("what", what)
        .register(registry);
  }

  /** Looks from now on, at its own pace. */
  public void start(Vertx vertx) {
    this.vertx = vertx;
    timer = vertx.setPeriodic(config.every().toMillis(), tick -> look());
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
              if (done.failed()) {
                var why = done.cause().getClass().getSimpleName();
                log.warn("event=retention-pauses reason={}", why);
              }
            });
  }

  /** One batch of each. */
  Future<Void> run() {
    return postgres
        .preparedQuery(UNVERIFIED)
        .execute(Tuple.of(config.unverifiedDays(), config.batch()))
        .onSuccess(deleted -> accounts.increment(deleted.rowCount()))
        .compose(done -> postgres.withTransaction(this::removed))
        .compose(erased -> postgres.withTransaction(this::unused))
        .mapEmpty();
  }

  /** Whom no account has any more is erased with the last place that they took. */
  private Future<Integer> removed(SqlClient tx) {
    return Erasure.ids(tx, REMOVED, Tuple.of(config.removedDays(), config.batch()))
        .compose(persons -> Erasure.unused(tx, persons))
        .onSuccess(persons::increment);
  }

  private Future<Integer> unused(SqlClient tx) {
    return Erasure.ids(tx, LOOK, Tuple.of(config.personDays(), config.batch()))
        .compose(persons -> unlink(tx, persons).compose(v -> Erasure.unused(tx, persons)))
        .onSuccess(persons::increment);
  }

  private static Future<Void> unlink(SqlClient tx, List<UUID> persons) {
    return Erasure.run(tx, UNLINK, Tuple.tuple().addArrayOfUUID(persons.toArray(UUID[]::new)));
  }
}
