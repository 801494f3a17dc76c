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
