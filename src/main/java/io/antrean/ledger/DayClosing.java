package io.antrean.ledger;

import io.antrean.config.NoShowConfig;
import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;

/**
 * Closes the days that are over at an office: who is still CONFIRMED has not come. By the owner of
 * the service's partition, in the ledger's own turn: what was asked for in time has been applied
 * then, so nobody who cancelled in time is called a no-show. Whatever it is stopped at, the next
 * owner goes on.
 */
final class DayClosing {

  private static final String CLOSE = SqlFile.read("close_day");

  /** Later than any slot. */
  private static final long LATEST_MS = 32_503_680_000_000L;

  /** An entry of the ledger may be a little younger than what asked for it. */
  private static final long YOUNGER_MS = 1_000;

  /**
   * The first day of a service that is not closed, if it is over: for the whole office, by the
   * instants of its slots, and so in its own time zone.
   */
  private static final String NEXT =
      """
      SELECT c.service_no, c.version, d.day
        FROM service s JOIN day_closing c ON c.service_no = s.no
       CROSS JOIN LATERAL (
         SELECT min(starts)::date AS day FROM slot
          WHERE service_no = s.no AND starts >= c.closed_through + 1) d
       WHERE s.partition = $1::smallint AND d.day IS NOT NULL
         AND (SELECT max(t.starts_at) FROM service o JOIN slot t ON t.service_no = o.no
               WHERE o.office = s.office AND t.starts >= d.day AND t.starts < d.day + 1)
             <= now() - $2::bigint * interval '1 millisecond'
       ORDER BY d.day, c.service_no
       LIMIT 1
      """;

  /**
   * Not while a booking of it is left, which the floor may hold right now. One of which a line is
   * set aside holds up no other day: its own is opened again with the administrator's word.
   */
  private static final String CLOSED =
      """
      UPDATE day_closing c SET closed_through = $3::date
       WHERE c.service_no = $1::integer AND c.version = $2::bigint
         AND NOT EXISTS (
           SELECT FROM booking b
            WHERE b.service_no = $1::integer AND b.slot >= $3::date AND b.slot < $3::date + 1
              AND b.state = 'CONFIRMED'
              AND NOT EXISTS (SELECT FROM set_aside a
                               WHERE a.claim = b.id AND a.resolution IS NULL))
      """;

  private record Day(int service, long version, LocalDate date) {}

  private final SqlConnection postgres;
  private final NoShowConfig config;
  private boolean more;
  private long lookedAtNanos;

  DayClosing(SqlConnection postgres, NoShowConfig config) {
    this.postgres = postgres;
    this.config = config;
    this.lookedAtNanos = System.nanoTime() - config.closeEvery().toNanos();
  }

  /**
   * Closes one batch of one day; how many it was. Everything up to the fence's position is applied,
   * and all that the ledger has when {@code idle}.
   */
  Future<Integer> run(Fence fence, boolean idle) {
    var now = System.nanoTime();
    if (!more && now - lookedAtNanos < config.closeEvery().toNanos()) {
      return Future.succeededFuture(0);
    }
    lookedAtNanos = now;
    return postgres
        .preparedQuery(NEXT)
        .execute(Tuple.of(fence.partition(), config.closePause().toMillis()))
        .compose(
            rows -> {
              more = rows.size() > 0;
              if (!more) return Future.succeededFuture(0);
              var row = rows.iterator().next();
              var day =
                  new Day(
                      row.getInteger("service_no"),
                      row.getLong("version"),
                      row.getLocalDate("day"));
              return close(fence, day, idle);
            });
  }

  private Future<Integer> close(Fence fence, Day day, boolean idle) {
    var appliedMs = idle ? LATEST_MS : fence.position().ms() - YOUNGER_MS;
    var batch =
        Tuple.of(
            fence.partition(),
            fence.epoch(),
            fence.owner(),
            day.service,
            day.date,
            config.closePause().toMillis(),
            appliedMs,
            config.closeBatch());
    return postgres
        .preparedQuery(CLOSE)
        .execute(batch)
        .compose(
            closed ->
                closed.rowCount() == config.closeBatch()
                    ? Future.succeededFuture(closed.rowCount())
                    : closed(day).map(closed.rowCount()));
  }

  private Future<Void> closed(Day day) {
    return postgres
        .preparedQuery(CLOSED)
        .execute(Tuple.of(day.service, day.version, day.date))
        // What is left of it waits for the next look.
        .onSuccess(moved -> more = moved.rowCount() > 0)
        .mapEmpty();
  }
}
