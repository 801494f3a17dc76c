package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A node that is killed while it closes a day")
class DayClosingTakeoverSpec {

  private static final int BOOKINGS = 60;
  private static final Duration SOON = Duration.ofSeconds(60);

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_DAY_CLOSE_PAUSE_MS", "3600000",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "50",
              // One a turn, so that it is half-way for some seconds.
              "ANTREAN_DAY_CLOSE_BATCH", "1",
              "ANTREAN_LEDGER_LEASE_MS", "2000",
              "ANTREAN_LEDGER_RENEW_EVERY_MS", "400"));

  private final OverDay over = new OverDay(office);
  private final Day day = Day.next();
  private final String release = office.release(day.terms(BOOKINGS, 1));

  private long noShows() {
    return (Long)
        office.sql(
            "SELECT count(*) FROM booking WHERE state = 'NO_SHOW' AND release = '"
                + (release + "'"));
  }

  @Test
  void is_followed_by_another_that_closes_the_rest_of_60_once() {
    var ani = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    office.claim(0, ani, release, claim, day.wish("08:00"));
    for (var token : office.citizens(BOOKINGS - 1)) {
      office.claim(0, token, release, UUID.randomUUID(), day.wish("08:00"));
    }
    try (var victim = office.startProcess()) {
      office.stopNode(0);
      over.isOver(day, 0);
      var halfWay = Eventually.find(SOON, this::noShows, count -> count > 0);
      then(halfWay).isBetween(1L, BOOKINGS - 1L);
      victim.kill();
    }
    then(noShows()).isLessThan(BOOKINGS);
    office.startNode();
    // The demo has put new releases before it.
    over.isOver(day, 0);
    then(Eventually.find(SOON, this::noShows, count -> count == BOOKINGS)).isEqualTo(BOOKINGS);
    over.whenItIs("NO_SHOW", ani, release, claim);
    var left = "SELECT count(*) FROM ended_booking";
    then(Eventually.find(SOON, () -> office.sql(left), n -> n.equals(0L))).isEqualTo(0L);
    var noted =
        "SELECT count(*) FROM no_show n JOIN booking b ON b.id = n.booking WHERE release = ";
    then(office.sql(noted + "'" + release + "'")).isEqualTo((long) BOOKINGS);
    then(over.claims(ani).status()).isEqualTo(201);
  }
}
