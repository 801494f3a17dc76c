package io.antrean.notice;

import io.antrean.config.NoticeConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * Writes a reminder of each booking on the day before its slot, in the office's own time and at a
 * decent hour, once: the slots of a service are gone through in order, behind a mark that moves in
 * the same transaction. Who booked on that day needs none. Slots whose day has come are passed
 * over, after an outage say.
 */
final class Reminders {

  private static final String SERVICES =
      """
      SELECT s.no, o.zone, r.until
        FROM service s JOIN office o ON o.id = s.office LEFT JOIN reminded r ON r.service_no = s.no
       WHERE EXISTS (SELECT FROM slot WHERE service_no = s.no AND starts >= $1::timestamp)
       ORDER BY s.no
      """;

  private static final String MARK =
      """
      INSERT INTO reminded (service_no, until) VALUES ($1::integer, $2::timestamp)
      ON CONFLICT (service_no) DO UPDATE SET until = excluded.until
       WHERE reminded.until < excluded.until
      """;

  /** Nobody else is at this service: then its next slot with its bookings; else no row. */
  private static final String REMIND =
      """
      WITH mark AS MATERIALIZED (
        SELECT until FROM reminded WHERE service_no = $1::integer FOR UPDATE SKIP LOCKED
      ), next AS MATERIALIZED (
        SELECT (SELECT min(starts) FROM slot
                 WHERE service_no = $1::integer AND starts >= mark.until
                   AND starts < $2::timestamp AND blackout IS NULL) AS slot
          FROM mark
      ), moved AS (
        UPDATE reminded
           SET until = coalesce(next.slot + interval '1 second', $2::timestamp)
          FROM next WHERE service_no = $1::integer
      ), written AS (
        INSERT INTO notice (receiver, booking, version, kind, happened_at)
        SELECT r.receiver, b.id, b.version, $3::text, $5::timestamptz
          FROM next
          JOIN booking b ON b.service_no = $1::integer AND b.slot = next.slot
          JOIN service s ON s.no = b.service_no
         CROSS JOIN LATERAL notice_receivers($3::text, s.office, b.account, $4::boolean)
                 AS r(receiver)
         WHERE b.member = 0 AND b.state = 'CONFIRMED' AND b.decided_at < $6::timestamptz
         ORDER BY b.seat
      )
      SELECT slot IS NOT NULL AS more FROM next
      """;

  private final Pool postgres;
  private final NoticeConfig config;
  private final boolean byMail;
  private final Clock clock;

  Reminders(Pool postgres, NoticeConfig config, boolean byMail, Clock clock) {
    this.postgres = postgres;
    this.config = config;
    this.byMail = byMail;
    this.clock = clock;
  }

  /** All that is due now, service by service. */
  Future<Void> turn() {
    // The first hour of the day in the whole world's earliest zone: no office is further behind.
    var earliest = LocalDateTime.ofInstant(clock.instant(), ZoneId.of("-12:00"));
    return postgres
        .preparedQuery(SERVICES)
        .execute(Tuple.of(earliest))
        .compose(
            rows -> {
              var turns = Future.<Void>succeededFuture();
              for (var row : rows) turns = turns.compose(done -> service(row));
              return turns;
            });
  }

  private Future<Void> service(Row row) {
    var zone = ZoneId.of(row.getString("zone"));
    var now = LocalDateTime.ofInstant(clock.instant(), zone);
    var tomorrow = now.toLocalDate().plusDays(1).atStartOfDay();
    var end = tomorrow.plusDays(1);
    var until = row.getLocalDateTime("until");
    var isDecent = now.getHour() >= config.reminderFrom() && now.getHour() < config.reminderUntil();
    if (!isDecent || until != null && !until.isBefore(end)) return Future.succeededFuture();
    var number = row.getInteger("no");
    var today = now.toLocalDate().atStartOfDay(zone).toOffsetDateTime();
    var values =
        Tuple.of(
            number,
            end,
            Kind.REMINDER.text(),
            byMail,
            clock.instant().atZone(zone).toOffsetDateTime(),
            today);
    return postgres
        .preparedQuery(MARK)
        .execute(Tuple.of(number, tomorrow))
        .compose(marked -> slots(values));
  }

  private Future<Void> slots(Tuple values) {
    return postgres
        .preparedQuery(REMIND)
        .execute(values)
        .compose(
            rows ->
                rows.size() > 0 && rows.iterator().next().getBoolean("more")
                    ? slots(values)
                    : Future.succeededFuture());
  }
}
