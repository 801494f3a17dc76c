package io.antrean.torture.check;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** Invariants that PostgreSQL alone can tell: each is a query that finds nothing. */
record InPostgres(String name, String query) implements Invariant {

  static final List<Invariant> ALL =
      List.of(
          new InPostgres(
              "at most one active holder a seat",
              """
              SELECT service_no, slot, seat, array_agg(id) FROM booking
               WHERE state NOT IN ('CANCELLED', 'REJECTED', 'MOVED')
               GROUP BY service_no, slot, seat HAVING count(*) > 1
              """),
          new InPostgres(
              "at most one open booking a person and service",
              """
              SELECT person, service, array_agg(id) FROM booking
               WHERE state IN ('CONFIRMED', 'CHECKED_IN')
               GROUP BY person, service HAVING count(*) > 1
              """),
          new InPostgres(
              "no number on two bookings",
              """
              SELECT service_no, slot, seat, given, array_agg(id) FROM booking
               WHERE state <> 'REJECTED'
               GROUP BY service_no, slot, seat, given HAVING count(*) > 1
              """),
          new InPostgres(
              "a seat that is given again was given back once, by a cancel or a change",
              """
              SELECT service_no, slot, seat, array_agg(id ORDER BY given) FROM booking
               WHERE state <> 'REJECTED'
               GROUP BY service_no, slot, seat
              HAVING count(*) - count(*) FILTER (WHERE state IN ('CANCELLED', 'MOVED')) > 1
                  OR max(given) < count(*)
              """),
          new InPostgres(
              "a booking is in one place, and came there by two changes at most",
              """
              SELECT id, member, array_agg(state ORDER BY version) FROM booking
               GROUP BY id, member
              HAVING count(*) FILTER (WHERE state <> 'MOVED') <> 1 OR max(version) <> count(*) - 1
                  OR max(version) > 2 OR count(*) FILTER (WHERE state <> 'MOVED' AND version <
                       (SELECT max(version) FROM booking b WHERE b.id = booking.id)) > 0
              """),
          new InPostgres(
              "a seat on offer is nobody's, and no offer is half made or half ended",
              """
              SELECT o.entry, o.state, count(b.id), count(f.seat) FROM offer o
                LEFT JOIN offered f ON f.entry = o.entry
                LEFT JOIN booking b ON b.service_no = f.service_no AND b.slot = f.slot
                 AND b.seat = f.seat AND b.state NOT IN ('CANCELLED', 'REJECTED', 'MOVED')
               GROUP BY o.entry
              HAVING count(b.id) > 0
                  OR count(f.seat) <>
                     CASE WHEN o.state = 'OPEN' THEN cardinality(o.seats) ELSE 0 END
              """),
          new InPostgres(
              "what an entry of a waiting list says is what became of its offer",
              """
              SELECT e.id, e.state, o.state, b.state FROM waitlist_entry e
                LEFT JOIN offer o ON o.entry = e.id
                LEFT JOIN booking b ON b.id = e.id AND b.fingerprint = e.fingerprint
                 AND b.state <> 'REJECTED'
               WHERE (b.id IS NOT NULL AND (e.state <> 'TAKEN' OR o.state IS DISTINCT FROM 'TAKEN'))
                  OR (o.state = 'OPEN') IS DISTINCT FROM (e.state = 'OFFERED')
                     AND NOT (o.entry IS NULL AND e.state <> 'OFFERED')
                     AND NOT (o.state = 'OPEN' AND e.state = 'LEFT')
              """),
          new InPostgres(
              "nobody was given a seat in a slot that had begun",
              """
              SELECT b.id, b.slot, b.decided_at FROM booking b
                JOIN slot s ON s.service_no = b.service_no AND s.starts = b.slot
               WHERE b.state <> 'REJECTED' AND b.version = 0 AND b.decided_at >= s.starts_at
              """),
          new InPostgres(
              "a booking's seats are seats of its slot",
              """
              SELECT b.id, b.slot, b.seat FROM booking b
                LEFT JOIN slot s ON s.service_no = b.service_no AND s.starts = b.slot
                LEFT JOIN release r ON r.id = s.release
               WHERE r.id IS DISTINCT FROM b.release OR b.seat NOT BETWEEN 1 AND r.capacity
              """),
          new InPostgres(
              "who has not come is noted once, and no slot that is ahead was missed",
              """
              SELECT b.id, b.member, b.slot, count(n.no) FROM booking b
                JOIN slot t ON t.service_no = b.service_no AND t.starts = b.slot
                LEFT JOIN no_show n ON n.booking = b.id AND n.person = b.person
               WHERE b.state = 'NO_SHOW'
               GROUP BY b.id, b.member, b.slot, t.starts_at
              HAVING count(n.no) <> 1 OR t.starts_at > now()
              """),
          new InPostgres(
              "a release has all its slots or is not there",
              """
              SELECT r.id, count(s.*) FROM release r LEFT JOIN slot s ON s.release = r.id
               GROUP BY r.id
              HAVING count(s.*) <> (r.to_day - r.from_day + 1)
                * extract(epoch FROM r.day_ends - r.day_starts) / 60 / r.slot_minutes
              """));

  @Override
  public void check(Facts facts, Consumer<String> broken) throws SQLException {
    try (var statement = facts.postgres.createStatement();
        var rows = statement.executeQuery(query)) {
      var columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var evidence = new StringBuilder();
        for (int i = 1; i <= columns; i++) evidence.append(rows.getString(i)).append(' ');
        broken.accept(evidence.toString());
      }
    }
  }
}
