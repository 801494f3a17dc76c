package io.antrean.devmode;

import io.antrean.catalogue.Service;
import io.antrean.devmode.DemoYear.Booking;
import io.antrean.devmode.DemoYear.Permit;
import io.antrean.devmode.DemoYear.Referral;
import io.antrean.devmode.DemoYear.Visit;
import io.antrean.devmode.DemoYear.Volume;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The two years before this one at the demo office, with the figures that its report has, and
 * nobody whom there is. Put once, in one transaction, and counted by the job like all that happens.
 * Its releases are retired and its days closed: neither Redis nor the ledger ever meets them.
 */
final class DemoHistory {

  private static final long SEED = 20_171_222;

  /** What the report says of the year; the no-shows and cancels are made up. */
  private static final Volume LATER = new Volume(4_717, 13, 717, 4, 312, 405);

  /** The report gives the passports; the others are made up. */
  private static final Volume EARLIER = new Volume(3_889, 9, 604, 2, 268, 341);

  private static final String REASON = "SUSPECTED_NON_PROCEDURAL_MIGRANT_WORKER";

  /** Whoever else starts now waits, and then finds it there. */
  static final String LOCK = "SELECT FROM office WHERE id = $1::text FOR UPDATE";

  /** An office that has a past of its own keeps it. */
  private static final String THERE =
      """
      SELECT EXISTS (SELECT FROM visit WHERE office = $1::text AND day < $2::date)
          OR EXISTS (SELECT FROM slot t JOIN service s ON s.no = t.service_no
                      WHERE s.office = $1::text AND t.starts < $2::date) AS there
      """;

  private static final String RELEASE =
      """
      INSERT INTO release (id, service_no, from_day, to_day, day_starts, day_ends, slot_minutes,
        capacity, opens_at, admission, last_slot_at, retired_at)
      SELECT $1::uuid, $2::integer, min(d), max(d), '08:00', '12:00', 15, 1,
             min(d)::timestamp AT TIME ZONE $4::text - interval '7 days', 'open',
             (max(d) + time '11:45') AT TIME ZONE $4::text,
             (max(d) + time '13:00') AT TIME ZONE $4::text
        FROM unnest($3::date[]) AS d
      """;

  private static final String SLOTS =
      """
      INSERT INTO slot (service_no, starts, starts_at, release, ordinal)
      SELECT $2::integer, t, t AT TIME ZONE $4::text, $1::uuid, row_number() OVER (ORDER BY t) - 1
        FROM unnest($3::date[]) AS d
       CROSS JOIN generate_series(d + time '08:00', d + time '11:45', interval '15 minutes') AS t
      """;

  /** None of these days has anybody who could still come. */
  private static final String CLOSED =
      """
      UPDATE day_closing SET closed_through = greatest(closed_through, $2::date)
       WHERE service_no = $1::integer
         AND NOT EXISTS (
           SELECT FROM booking WHERE service_no = $1::integer AND slot < $2::date + 1
             AND state IN ('CONFIRMED', 'CHECKED_IN'))
      """;

  private static final String BOOKINGS =
      """
      INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
        account, fingerprint, state, claimed_at, decided_at, cancelled_at, cancelled_late)
      SELECT b.id, 0, s.no, b.slot, 1, 1, b.person, s.id, t.release, b.person, b.id, b.state,
             t.starts_at - interval '5 days', t.starts_at - interval '5 days',
             CASE b.state WHEN 'CANCELLED' THEN t.starts_at - interval '2 days' END,
             CASE b.state WHEN 'CANCELLED' THEN false END
        FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamp[], $6::text[])
               AS b(id, person, service, slot, state)
        JOIN service s ON s.office = $1::text AND s.id = b.service
        JOIN slot t ON t.service_no = s.no AND t.starts = b.slot
      """;

  private static final String VISITS =
      """
      INSERT INTO visit (id, office, day, service_no, number, booking, member, person, slot, lane,
        state, stage, calls, nationality, checked_in_at, waiting_since, called_at, serving_since,
        ended_at, paid_at, ready_on, postponed_reason)
      SELECT v.id, $1::text, v.came::date, s.no, v.number, v.booking,
             CASE WHEN v.booking IS NOT NULL THEN 0 END, v.person, v.slot,
             CASE WHEN v.booking IS NULL THEN 'WALK_IN' ELSE 'ONLINE' END, v.state,
             CASE v.state WHEN 'COMPLETED' THEN 'PICKUP' ELSE 'INTERVIEW' END, 1, v.nationality,
             c.came, c.came, c.called, c.called + interval '30 seconds',
             CASE v.state WHEN 'COMPLETED' THEN c.served + interval '3 days' ELSE c.served END,
             CASE v.state WHEN 'COMPLETED' THEN c.served END,
             CASE v.state WHEN 'COMPLETED' THEN v.came::date + 3 END,
             CASE v.state WHEN 'POSTPONED' THEN $2::text END
        FROM unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::timestamp[],
                    $10::timestamp[], $11::integer[], $12::integer[], $13::text[], $14::text[])
               AS v(id, service, number, booking, person, slot, came, waited, served, nationality,
                    state)
        JOIN service s ON s.office = $1::text AND s.id = v.service
       CROSS JOIN LATERAL (
         SELECT v.came AT TIME ZONE $3::text AS came,
                v.came AT TIME ZONE $3::text + v.waited * interval '1 second' AS called,
                v.came AT TIME ZONE $3::text
                  + (v.waited + v.served + 30) * interval '1 second' AS served) c
      """;

  /** Each step of a visit, as its columns have it. */
  private static final String STEPS =
      """
      INSERT INTO visit_step (visit, at, act, from_state, to_state, stage, reason)
      SELECT v.id, t.at, t.act, t.from_state, t.to_state, t.stage, t.reason
        FROM visit v
       CROSS JOIN LATERAL (VALUES
         (1, v.checked_in_at, 'CHECK_IN', NULL, 'WAITING', 'PHOTO', NULL),
         (2, v.called_at, 'CALL', 'WAITING', 'CALLED', 'PHOTO', NULL),
         (3, v.serving_since, 'START', 'CALLED', 'SERVING', 'PHOTO', NULL),
         (4, coalesce(v.paid_at, v.ended_at),
          CASE v.state WHEN 'POSTPONED' THEN 'POSTPONE' ELSE 'READY' END, 'SERVING',
          CASE v.state WHEN 'POSTPONED' THEN 'POSTPONED' ELSE 'READY_FOR_PICKUP' END,
          CASE v.state WHEN 'POSTPONED' THEN 'INTERVIEW' ELSE 'PICKUP' END, v.postponed_reason),
         (5, v.ended_at, 'PICK_UP', 'READY_FOR_PICKUP', 'COMPLETED', 'PICKUP', NULL))
           AS t(place, at, act, from_state, to_state, stage, reason)
       WHERE v.office = $1::text AND v.day BETWEEN $2::date AND $3::date
         AND (t.place < 5 OR v.state = 'COMPLETED')
       ORDER BY t.at, v.id, t.place
      """;

  private static final String PERMITS =
      """
      INSERT INTO stay_permit (id, kind, number, nationality, sex, sector, office, granted_on,
        expires_on, recorded_at)
      SELECT p.id, p.kind, 'DEMO-' || substr(p.id::text, 1, 13), p.nationality, p.sex, p.sector,
             $1::text, p.granted_on, p.granted_on + 365, p.granted_on::timestamp
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::date[])
               AS p(id, kind, nationality, sex, sector, granted_on)
      """;

  private static final String REFERRALS =
      """
      INSERT INTO referral (id, office, nationality, authority, reason, note, referred_by,
        referred_at, outcome, outcome_by, outcome_at)
      SELECT r.id, $1::text, r.nationality, 'Direktorat Jenderal Imigrasi', r.reason, 'demo', a.id,
             r.at AT TIME ZONE $2::text, 'DEPORTED_AND_BANNED', a.id,
             r.at AT TIME ZONE $2::text + interval '20 days'
        FROM unnest($3::uuid[], $4::text[], $5::text[], $6::timestamp[])
               AS r(id, nationality, reason, at)
       CROSS JOIN (SELECT id FROM account WHERE login = 'supervisor') a
      """;

  private final Pool postgres;
  private final String office;
  private final ZoneId zone;

  DemoHistory(Pool postgres, String office, ZoneId zone) {
    this.postgres = postgres;
    this.office = office;
    this.zone = zone;
  }

  /** Adds it where there is none. */
  Future<Void> add(List<Service> services, Instant now) {
    var year = now.atZone(zone).getYear();
    var first = LocalDate.of(year, 1, 1);
    return postgres.withTransaction(
        tx ->
            run(tx, LOCK, Tuple.of(office))
                .compose(done -> tx.preparedQuery(THERE).execute(Tuple.of(office, first)))
                .compose(
                    rows ->
                        rows.iterator().next().getBoolean("there")
                            ? Future.succeededFuture()
                            : add(tx, services, year - 2, EARLIER)
                                .compose(done -> add(tx, services, year - 1, LATER))));
  }

  private Future<Void> add(SqlClient tx, List<Service> services, int year, Volume volume) {
    Map<String, String> letters = new HashMap<>();
    for (var service : services) letters.put(service.id(), service.letter());
    var made = new DemoYear(year, volume, letters, SEED + volume.passports());
    Future<?> slots = Future.succeededFuture();
    for (var service : services) slots = slots.compose(done -> slots(tx, service, made.days));
    var last = LocalDate.of(year, 12, 31);
    return slots
        .compose(done -> run(tx, BOOKINGS, bookings(made.bookings)))
        .compose(done -> run(tx, VISITS, visits(made.visits)))
        .compose(done -> run(tx, STEPS, Tuple.of(office, made.days.get(0), last)))
        .compose(done -> run(tx, PERMITS, permits(made.permits)))
        .compose(done -> run(tx, REFERRALS, referrals(made.referrals)));
  }

  /** With one seat in each. */
  private Future<Void> slots(SqlClient tx, Service service, List<LocalDate> days) {
    var values = Tuple.of(UUID.randomUUID(), service.no());
    values.addArrayOfLocalDate(days.toArray(LocalDate[]::new)).addString(zone.getId());
    return run(tx, RELEASE, values)
        .compose(done -> run(tx, SLOTS, values))
        .compose(done -> run(tx, CLOSED, Tuple.of(service.no(), days.get(days.size() - 1))));
  }

  private Tuple bookings(List<Booking> all) {
    return Tuple.of(office)
        .addArrayOfUUID(array(all, Booking::id, UUID[]::new))
        .addArrayOfUUID(array(all, Booking::person, UUID[]::new))
        .addArrayOfString(array(all, Booking::service, String[]::new))
        .addArrayOfLocalDateTime(array(all, Booking::slot, LocalDateTime[]::new))
        .addArrayOfString(array(all, Booking::state, String[]::new));
  }

  private Tuple visits(List<Visit> all) {
    return Tuple.of(office, REASON, zone.getId())
        .addArrayOfUUID(array(all, Visit::id, UUID[]::new))
        .addArrayOfString(array(all, Visit::service, String[]::new))
        .addArrayOfString(array(all, Visit::number, String[]::new))
        .addArrayOfUUID(array(all, Visit::booking, UUID[]::new))
        .addArrayOfUUID(array(all, Visit::person, UUID[]::new))
        .addArrayOfLocalDateTime(array(all, Visit::slot, LocalDateTime[]::new))
        .addArrayOfLocalDateTime(array(all, Visit::came, LocalDateTime[]::new))
        .addArrayOfInteger(array(all, Visit::waitedSeconds, Integer[]::new))
        .addArrayOfInteger(array(all, Visit::servedSeconds, Integer[]::new))
        .addArrayOfString(array(all, Visit::nationality, String[]::new))
        .addArrayOfString(array(all, Visit::state, String[]::new));
  }

  private Tuple permits(List<Permit> all) {
    return Tuple.of(office)
        .addArrayOfUUID(array(all, Permit::id, UUID[]::new))
        .addArrayOfString(array(all, Permit::kind, String[]::new))
        .addArrayOfString(array(all, Permit::nationality, String[]::new))
        .addArrayOfString(array(all, Permit::sex, String[]::new))
        .addArrayOfString(array(all, Permit::sector, String[]::new))
        .addArrayOfLocalDate(array(all, Permit::grantedOn, LocalDate[]::new));
  }

  private Tuple referrals(List<Referral> all) {
    return Tuple.of(office, zone.getId())
        .addArrayOfUUID(array(all, Referral::id, UUID[]::new))
        .addArrayOfString(array(all, Referral::nationality, String[]::new))
        .addArrayOfString(array(all, Referral::reason, String[]::new))
        .addArrayOfLocalDateTime(array(all, Referral::at, LocalDateTime[]::new));
  }

  private static <T, C> C[] array(List<T> all, Function<T, C> column, IntFunction<C[]> empty) {
    return all.stream().map(column).toArray(empty);
  }

  static Future<Void> run(SqlClient tx, String sql, Tuple values) {
    return tx.preparedQuery(sql).execute(values).mapEmpty();
  }
}
