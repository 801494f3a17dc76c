package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Stores;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A PostgreSQL that has lost its last commits in a failover")
class LostCommitsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Day day = Day.next();
  private final String release = office.release(day.terms(5, 1));

  private UUID booked() {
    var claim = UUID.randomUUID();
    var token = office.citizens(1).get(0);
    var answer =
        Eventually.find(
            SOON,
            () -> office.claim(0, token, release, claim, day.wish("08:00")),
            a -> a.status() < 202);
    then(answer.body().getString("state")).isEqualTo("CONFIRMED");
    return claim;
  }

  private Object seat(UUID claim) {
    return office.sql(
        "SELECT min(seat) FROM booking WHERE state = 'CONFIRMED' AND id = '" + claim + "'");
  }

  private String partition() {
    return " WHERE id = (SELECT v.partition FROM release r JOIN service v ON v.no = r.service_no"
        + " AND r.id = '"
        + release
        + "')";
  }

  @Test
  void is_told_them_again_from_the_stream() throws SQLException {
    booked();
    var before = office.sql("SELECT position || '/' || applied FROM partition" + partition());
    var position = ((String) before).split("/");
    var lost = booked();
    var alsoLost = booked();
    var seats = new Object[] {seat(lost), seat(alsoLost)};
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
        var back = connection.createStatement()) {
      connection.setAutoCommit(false);
      var both = "('" + lost + "'::uuid, '" + alsoLost + "'::uuid)";
      back.execute("DELETE FROM booking WHERE id IN " + both);
      back.execute("DELETE FROM verdicts WHERE claim[1] IN " + both);
      back.execute(
          "UPDATE partition SET position = '%s', applied = %s".formatted(position[0], position[1])
              + partition());
      connection.commit();
    }
    booked();
    then(seat(lost)).isEqualTo(seats[0]);
    then(seat(alsoLost)).isEqualTo(seats[1]);
  }
}
