package io.antrean.floor;

import io.antrean.floor.PartyTable.Guest;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/**
 * Makes the visits of those of a booking who are there. Who comes before the day of their slot,
 * since their stay permit ends, comes in the priority lane and under a number with a U: their own
 * may be another's on that day.
 */
final class Arrivals {

  /** The reason on record of who was not asked for one. */
  static final String URGENT = "URGENT_CHOICE";

  private static final String COUNT_URGENT =
      """
      SELECT count(*)::int FROM visit
       WHERE office = $1::text AND day = $2::date AND service_no = $3::int
         AND booking IS NOT NULL AND slot::date <> day
      """;

  private static final String VISIT =
      """
      WITH guest AS (
        INSERT INTO visit (id, office, day, service_no, number, booking, member, person, slot, lane,
                           state, stage, checked_in_at, waiting_since, on_paper)
        VALUES ($1::uuid, $2::text, $14::date, $4::int, $5::text, $6::uuid, $7::smallint,
                $8::uuid, $3::timestamp, $9::text, 'WAITING', 'PHOTO', $10::timestamptz,
                $10::timestamptz, $11::boolean)
        RETURNING id)
      INSERT INTO visit_step (visit, at, act, officer, to_state, stage, reason)
      SELECT id, $10::timestamptz, CASE WHEN $11::boolean THEN 'PAPER' ELSE 'CHECK_IN' END,
             $12::uuid, 'WAITING', 'PHOTO', $13::text
        FROM guest
      """;

  private Arrivals() {}

  /** Of one; who holds the office's calls, where it is an urgent one. */
  static Future<Void> take(
      SqlClient tx,
      Guest guest,
      CheckInWish wish,
      Staff.Member by,
      Map<Integer, LocalDate> comeBy) {
    if (!CheckInTimes.isUrgent(guest, wish, by.office(), comeBy)) {
      var lane = wish.priority() ? Lane.PRIORITY : Lane.ONLINE;
      var day = guest.slot().toLocalDate();
      return visit(tx, guest, wish, by, day, guest.number(), lane, wish.reason());
    }
    var day = CheckInTimes.day(guest, wish, by.office());
    var reason = wish.reason() == null ? URGENT : wish.reason();
    return tx.preparedQuery(COUNT_URGENT)
        .execute(Tuple.of(guest.office(), day, guest.serviceNo()))
        .map(rows -> rows.iterator().next().getInteger(0) + 1)
        .map(one -> "%s-U%03d".formatted(guest.number().substring(0, 1), one))
        .compose(number -> visit(tx, guest, wish, by, day, number, Lane.PRIORITY, reason));
  }

  private static Future<Void> visit(
      SqlClient tx,
      Guest guest,
      CheckInWish wish,
      Staff.Member by,
      LocalDate day,
      String number,
      Lane lane,
      String reason) {
    var at = wish.at() == null ? guest.now() : wish.at();
    var values =
        Tuple.of(UUID.randomUUID(), guest.office(), guest.slot(), guest.serviceNo())
            .addString(number)
            .addUUID(guest.booking())
            .addInteger(guest.member())
            .addUUID(guest.person())
            .addString(lane.name())
            .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
            .addBoolean(wish.at() != null)
            .addUUID(by.account())
            .addString(reason)
            .addLocalDate(day);
    return tx.preparedQuery(VISIT).execute(values).mapEmpty();
  }
}
