package io.antrean.statistics;

import io.antrean.config.StatisticsConfig;
import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts again what has changed, a day of a service at a time, from the rows themselves: whatever
 * it is stopped at, the next turn goes on, and whatever happens to an old day, its count follows.
 * One node at a time, in small batches, so that nobody waits for it.
 */
public final class DayCounter {

  private static final Logger log = LoggerFactory.getLogger(DayCounter.class);

  /** Changes of days that one transaction takes. */
  private static final int CHANGES_A_TURN = 20_000;

  private static final String COUNT = SqlFile.read("count_days");
  private static final String SUM = SqlFile.read("sum_days");

  private static final String LOCK = "SELECT FROM statistics_job FOR UPDATE SKIP LOCKED";

  /**
   * The ledger writes to slots of releases that are not retired, or were not at the last look, and
   * whatever it writes moves its partition on.
   */
  private static final String MOVED =
      """
      WITH moved AS (
        INSERT INTO statistics_cursor AS c (partition, applied)
        SELECT id, applied FROM partition
        ON CONFLICT (partition) DO UPDATE SET applied = excluded.applied
         WHERE c.applied <> excluded.applied
        RETURNING c.partition
      )
      INSERT INTO day_due (service_no, day, since, due_at)
      SELECT DISTINCT s.no, d::date, j.looked_at, now() + $1::bigint * interval '1 millisecond'
        FROM statistics_job j CROSS JOIN moved
        JOIN service s ON s.partition = moved.partition
        JOIN release r ON r.service_no = s.no
       CROSS JOIN generate_series(r.from_day, r.to_day, interval '1 day') AS d
       WHERE r.retired_at IS NULL OR r.retired_at > j.looked_at - interval '1 hour'
      ON CONFLICT DO NOTHING
      """;

  private static final String CHANGED =
      """
      WITH taken AS (
        DELETE FROM day_change
         WHERE no IN (SELECT no FROM day_change ORDER BY no LIMIT $2::integer)
        RETURNING service_no, day
      ), noted AS (
        INSERT INTO day_due (service_no, day, since, due_at)
        SELECT DISTINCT t.service_no, t.day, j.looked_at,
               now() + $1::bigint * interval '1 millisecond'
          FROM taken t CROSS JOIN statistics_job j
        ON CONFLICT DO NOTHING
      )
      SELECT count(*)::integer AS changes FROM taken
      """;

  /** By the transaction's beginning: what was committed before it is seen by all of it. */
  private static final String LOOKED = "UPDATE statistics_job SET looked_at = now()";

  private static final String TAKE =
      """
      DELETE FROM day_due
       WHERE (service_no, day) IN (
         SELECT service_no, day FROM day_due WHERE due_at <= now()
          ORDER BY due_at, day, service_no LIMIT $1::integer)
      RETURNING service_no, day
      """;

  /** The counts of these days that are there, of their offices and of all together. */
  private static final String FORGET =
      """
      DELETE FROM %s c
       USING unnest($1::integer[], $2::date[]) AS d(service_no, day)
        JOIN service s ON s.no = d.service_no
       WHERE c.day = d.day AND c.service = s.id AND c.office IN (s.office, '')
      """;

  private static final String COUNT_NATIONALITIES =
      """
      INSERT INTO day_nationality (office, day, service, nationality, arrived, served, passports)
      SELECT s.office, d.day, s.id, coalesce(v.nationality, ''), count(*),
             count(*) FILTER (WHERE v.state = 'COMPLETED'),
             count(*) FILTER (WHERE v.state = 'COMPLETED' AND s.category = 'PASSPORT')
        FROM unnest($1::integer[], $2::date[]) AS d(service_no, day)
        JOIN service s ON s.no = d.service_no
        JOIN visit v ON v.office = s.office AND v.day = d.day AND v.service_no = d.service_no
       GROUP BY s.office, d.day, s.id, coalesce(v.nationality, '')
      """;

  private static final String SUM_NATIONALITIES =
      """
      INSERT INTO day_nationality (office, day, service, nationality, arrived, served, passports)
      SELECT '', c.day, c.service, c.nationality, sum(c.arrived), sum(c.served), sum(c.passports)
        FROM (
          SELECT DISTINCT s.id AS service, u.day
            FROM unnest($1::integer[], $2::date[]) AS u(service_no, day)
            JOIN service s ON s.no = u.service_no) d
        JOIN day_nationality c ON c.day = d.day AND c.service = d.service AND c.office <> ''
       GROUP BY c.day, c.service, c.nationality
      """;

  private final Pool postgres;
  private final StatisticsConfig config;
  private Vertx vertx;
  private long timer;
  private boolean working;
  private boolean away;

  public DayCounter(Pool postgres, StatisticsConfig config) {
    this.postgres = postgres;
    this.config = config;
  }

  /** Looks from now on. */
  public void start(Vertx vertx) {
    this.vertx = vertx;
    timer = vertx.setPeriodic(config.every().toMillis(), tick -> look());
  }

  public Future<Void> close() {
    if (vertx != null) vertx.cancelTimer(timer);
    vertx = null;
    return Future.succeededFuture();
  }

  private void look() {
    if (working) return;
    working = true;
    turn()
        .onComplete(
            done -> {
              working = false;
              if (done.failed() && !away) {
                log.warn("event=statistics-pause reason={}", done.cause().toString());
              }
              away = done.failed();
              if (done.succeeded() && done.result() && vertx != null) look();
            });
  }

  /** One batch; whether there is more. False also while another node is at it. */
  Future<Boolean> turn() {
    return postgres.withTransaction(
        tx ->
            tx.query(LOCK)
                .execute()
                .compose(
                    locked -> locked.size() == 0 ? Future.succeededFuture(false) : locked(tx)));
  }

  private Future<Boolean> locked(SqlClient tx) {
    var pause = config.pause().toMillis();
    return tx.preparedQuery(MOVED)
        .execute(Tuple.of(pause))
        .compose(done -> tx.preparedQuery(CHANGED).execute(Tuple.of(pause, CHANGES_A_TURN)))
        .map(rows -> rows.iterator().next().getInteger("changes") == CHANGES_A_TURN)
        .compose(more -> PermitDays.count(tx).map(permits -> permits || more))
        .compose(more -> more ? Future.succeededFuture(true) : looked(tx))
        .compose(more -> count(tx).map(full -> full || more));
  }

  /** All changes are due days now, or counted. */
  private static Future<Boolean> looked(SqlClient tx) {
    return tx.query(LOOKED).execute().map(false);
  }

  /** Whether it was a whole batch. */
  private Future<Boolean> count(SqlClient tx) {
    return tx.preparedQuery(TAKE)
        .execute(Tuple.of(config.batch()))
        .compose(
            rows -> {
              var services = new ArrayList<Integer>(rows.size());
              var days = new ArrayList<LocalDate>(rows.size());
              for (var row : rows) {
                services.add(row.getInteger("service_no"));
                days.add(row.getLocalDate("day"));
              }
              if (days.isEmpty()) return Future.succeededFuture(false);
              return count(tx, services.toArray(Integer[]::new), days.toArray(LocalDate[]::new))
                  .map(days.size() == config.batch());
            });
  }

  private static Future<Void> count(SqlClient tx, Integer[] services, LocalDate[] days) {
    Future<?> counted = Future.succeededFuture();
    for (var sql :
        new String[] {
          FORGET.formatted("day_statistics"),
          FORGET.formatted("day_nationality"),
          COUNT,
          COUNT_NATIONALITIES,
          SUM,
          SUM_NATIONALITIES
        }) {
      var values = Tuple.tuple().addArrayOfInteger(services).addArrayOfLocalDate(days);
      counted = counted.compose(done -> tx.preparedQuery(sql).execute(values));
    }
    return counted.mapEmpty();
  }
}
