package io.antrean.devmode;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * The twelve people who wait at the demo office on the day of a start: six who have booked, and six
 * who have not, three of whom are elderly. Put once a day, where nobody has come yet.
 */
final class DemoLobby {

  private static final Duration CAME_BEFORE = Duration.ofMinutes(40);

  private static final String THERE =
      "SELECT EXISTS (SELECT FROM visit WHERE office = $1::text AND day = $2::date) AS there";

  /** Two slots that have begun; a service that has one there already is left out. */
  private static final String RELEASES =
      """
      WITH chosen AS (
        SELECT s.no, gen_random_uuid() AS release FROM service s
         WHERE s.office = $1::text AND NOT EXISTS (
           SELECT FROM slot WHERE service_no = s.no AND starts >= $4::timestamp
             AND starts < $4::timestamp + interval '30 minutes')
      ), made AS (
        INSERT INTO release (id, service_no, from_day, to_day, day_starts, day_ends, slot_minutes,
          capacity, opens_at, admission, last_slot_at, retired_at)
        SELECT release, no, $4::timestamp::date, $4::timestamp::date, $4::timestamp::time,
               $4::timestamp::time + interval '30 minutes', 15, 1, $3::timestamptz, 'open',
               ($4::timestamp + interval '15 minutes') AT TIME ZONE $2::text, $3::timestamptz
          FROM chosen
      )
      INSERT INTO slot (service_no, starts, starts_at, release, ordinal)
      SELECT no, t, t AT TIME ZONE $2::text, release,
             row_number() OVER (PARTITION BY no ORDER BY t) - 1
        FROM chosen
       CROSS JOIN generate_series($4::timestamp, $4::timestamp + interval '15 minutes',
                                  interval '15 minutes') AS t
      """;

  private static final String BOOKINGS =
      """
      INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
        account, fingerprint, state, claimed_at, decided_at)
      SELECT gen_random_uuid(), 0, s.no, t.starts, 1, 1, gen_random_uuid(), s.id, r.id,
             gen_random_uuid(), gen_random_uuid(), 'CHECKED_IN',
             $3::timestamptz - interval '5 days', $3::timestamptz - interval '5 days'
        FROM service s
        JOIN release r ON r.service_no = s.no AND r.retired_at = $3::timestamptz
        JOIN slot t ON t.release = r.id
       WHERE s.office = $1::text AND r.from_day = $2::date
      """;

  private static final String VISITS =
      """
      INSERT INTO visit (id, office, day, service_no, number, booking, member, person, slot, lane,
        state, stage, nationality, checked_in_at, waiting_since)
      SELECT gen_random_uuid(), $1::text, $2::date, w.no, w.number, w.booking,
             CASE WHEN w.booking IS NOT NULL THEN 0 END, w.person, w.slot, w.lane, 'WAITING',
             'PHOTO', CASE w.category WHEN 'PASSPORT' THEN 'ID' ELSE 'MY' END,
             w.at, w.at
        FROM (
          SELECT s.no, s.category, s.letter || to_char(b.slot, 'HH24MI') || '-1' AS number,
                 b.id AS booking, b.person, b.slot, 'ONLINE' AS lane,
                 $3::timestamptz + row_number() OVER (ORDER BY b.slot, s.no) * interval '3 minutes'
                   AS at
            FROM service s
            JOIN booking b ON b.service_no = s.no AND b.slot >= $2::date AND b.slot < $2::date + 1
             AND b.state = 'CHECKED_IN'
           WHERE s.office = $1::text
          UNION ALL
          SELECT s.no, s.category, s.letter || '-W00' || i, NULL, NULL, NULL,
                 CASE i WHEN 1 THEN 'WALK_IN' ELSE 'PRIORITY' END,
                 $3::timestamptz + (i * 5 + row_number() OVER (ORDER BY s.no)) * interval '1 minute'
            FROM service s CROSS JOIN generate_series(1, 2) AS i
           WHERE s.office = $1::text) w
       ORDER BY w.at
      """;

  private static final String STEPS =
      """
      INSERT INTO visit_step (visit, at, act, to_state, stage)
      SELECT id, checked_in_at, 'CHECK_IN', 'WAITING', 'PHOTO' FROM visit
       WHERE office = $1::text AND day = $2::date ORDER BY no
      """;

  private final Pool postgres;
  private final String office;
  private final ZoneId zone;

  DemoLobby(Pool postgres, String office, ZoneId zone) {
    this.postgres = postgres;
    this.office = office;
    this.zone = zone;
  }

  /** Lets them in where nobody came today. */
  Future<Void> add(Instant now) {
    var today = now.atZone(zone).toLocalDate();
    return postgres.withTransaction(
        tx ->
            DemoHistory.run(tx, DemoHistory.LOCK, Tuple.of(office))
                .compose(done -> tx.preparedQuery(THERE).execute(Tuple.of(office, today)))
                .compose(
                    rows ->
                        rows.iterator().next().getBoolean("there")
                            ? Future.succeededFuture()
                            : add(tx, today, now)));
  }

  private Future<Void> add(SqlClient tx, LocalDate today, Instant now) {
    var at = now.truncatedTo(ChronoUnit.MILLIS).atZone(zone).toOffsetDateTime();
    var came = at.minus(CAME_BEFORE);
    var slots = Tuple.of(office, zone.getId(), at, firstSlot(at.toLocalDateTime()));
    return DemoHistory.run(tx, RELEASES, slots)
        .compose(done -> DemoHistory.run(tx, BOOKINGS, Tuple.of(office, today, at)))
        .compose(done -> DemoHistory.run(tx, VISITS, Tuple.of(office, today, came)))
        .compose(done -> DemoHistory.run(tx, STEPS, Tuple.of(office, today)));
  }

  /** The quarter of an hour in which they began to come, or the first of the day. */
  private static LocalDateTime firstSlot(LocalDateTime now) {
    var minutes = now.toLocalTime().toSecondOfDay() / 60 - CAME_BEFORE.toMinutes();
    return now.toLocalDate().atStartOfDay().plusMinutes(Math.max(0, minutes / 15 * 15));
  }
}
