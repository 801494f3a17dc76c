package io.antrean.ledger;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Stores;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** A release whose partition's PostgreSQL can lose its last commits, as in a failover. */
final class Failover {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Installation office;
  private final Day day = Day.next();
  private final String release;

  Failover(Installation office) {
    this.office = office;
    this.release = office.release(day.terms(9, 1));
  }

  /** Claims as somebody new. */
  Answer claim(UUID claim) {
    return office.claim(0, office.citizens(1).get(0), release, claim, day.wish("08:00"));
  }

  /** A booking that is CONFIRMED. */
  UUID booked() {
    var claim = UUID.randomUUID();
    var token = office.citizens(1).get(0);
    var wish = day.wish("08:00");
    var answer =
        Eventually.find(
            SOON, () -> office.claim(0, token, release, claim, wish), a -> a.status() < 202);
    if (answer.status() >= 202) throw new IllegalStateException(answer.toString());
    return claim;
  }

  /** The seat of a booking as PostgreSQL has it; null for none. */
  Object seat(UUID claim) {
    return office.sql(
        "SELECT min(seat) FROM booking WHERE state = 'CONFIRMED' AND id = '" + claim + "'");
  }

  int partition() {
    return (Integer)
        office.sql(
            "SELECT v.partition::integer FROM release r JOIN service v ON v.no = r.service_no"
                + " WHERE r.id = '"
                + release
                + "'");
  }

  /** How far PostgreSQL is. */
  String position() {
    return (String)
        office.sql(
            "SELECT concat_ws('/', position, applied, epoch, drained, run_id) FROM partition"
                + " WHERE id = "
                + partition());
  }

  /** PostgreSQL is as it was there, without these bookings. */
  void backTo(String position, List<UUID> lost) throws SQLException {
    var at = position.split("/");
    var ids = lost.stream().map(id -> "'" + id + "'::uuid").collect(Collectors.joining(", "));
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
        var back = connection.createStatement()) {
      connection.setAutoCommit(false);
      back.execute("DELETE FROM booking WHERE id IN (" + ids + ")");
      back.execute("DELETE FROM verdicts WHERE claim[1] IN (" + ids + ")");
      back.execute(
          """
          UPDATE partition
             SET position = '%s', applied = %s, epoch = %s, drained = %s, run_id = '%s',
                 state = 'OPEN'
           WHERE id = %d
          """
              .formatted(at[0], at[1], at[2], at[3], at[4], partition()));
      connection.commit();
    }
  }
}
