package io.antrean.booking;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What became of bookings, in order, as PostgreSQL keeps it. */
public final class BookingEventRepository {

  /**
   * Each booking's events after the last one that was told. A change is written in the order in
   * which its booking changes, so none comes in below one that was read. That its seats were
   * offered was before it was a booking; that the office is closed leaves it CONFIRMED.
   */
  private static final String AFTER =
      """
      SELECT e.no, e.state, e.is_closed, e.at, b.id, b.slot, b.version, b.seat, b.given, s.letter
        FROM unnest($1::uuid[], $2::bigint[]) AS followed (booking, last)
       CROSS JOIN LATERAL (
         SELECT 0::bigint AS no, 'CONFIRMED' AS state, decided_at AS at, 0 AS version,
                false AS is_closed
           FROM booking
          WHERE followed.last < 0 AND id = followed.booking AND version = 0 AND member = 0
            AND state <> 'REJECTED'
         UNION ALL
         SELECT no, CASE WHEN state IN ('MOVED', 'BLACKOUT') THEN 'CONFIRMED' ELSE state END,
                changed_at, version + CASE state WHEN 'MOVED' THEN 1 ELSE 0 END,
                state = 'BLACKOUT'
           FROM booking_change
          WHERE booking = followed.booking AND no > followed.last
            AND state <> 'OFFERED') e
        JOIN booking b ON b.id = followed.booking AND b.version = e.version
        JOIN service s ON s.no = b.service_no
       ORDER BY b.id, e.no, b.member
      """;

  private final Pool postgres;

  public BookingEventRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** In order, of each of these bookings what came after the number beside it. */
  Future<List<BookingEvent>> after(Map<UUID, Long> lastTold) {
    var bookings = lastTold.keySet().toArray(UUID[]::new);
    var last = new Long[bookings.length];
    for (int i = 0; i < last.length; i++) last[i] = lastTold.get(bookings[i]);
    return postgres
        .preparedQuery(AFTER)
        .execute(Tuple.tuple().addArrayOfUUID(bookings).addArrayOfLong(last))
        .map(BookingEventRepository::events);
  }

  private static List<BookingEvent> events(Iterable<Row> rows) {
    record Key(UUID booking, long no) {}
    var parties = new LinkedHashMap<Key, List<Row>>();
    for (var row : rows) {
      var key = new Key(row.getUUID("id"), row.getLong("no"));
      parties.computeIfAbsent(key, none -> new ArrayList<>()).add(row);
    }
    return parties.values().stream().map(BookingEventRepository::event).toList();
  }

  private static BookingEvent event(List<Row> party) {
    var first = party.get(0);
    return new BookingEvent(
        first.getUUID("id"),
        first.getLong("no"),
        first.getString("state"),
        first.getOffsetDateTime("at").toInstant(),
        first.getLocalDateTime("slot"),
        first.getInteger("version"),
        party.stream().map(BookingEvent::number).toList(),
        first.getBoolean("is_closed"));
  }
}
