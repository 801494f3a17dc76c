package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("When an office's day is over")
class DayClosingSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_DAY_CLOSE_PAUSE_MS", "3600000",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "100",
              "ANTREAN_DAY_CLOSE_BATCH", "3"));

  private static final Duration SOON = OverDay.SOON;

  private final OverDay over = new OverDay(office);
  private final Day day = Day.next();
  private final String release = office.release(day.terms(10, 2));
  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();

  private void booked(String token, UUID id, String time) {
    then(office.claim(0, token, release, id, day.wish(time)).status()).isEqualTo(201);
  }

  private Object rows(String state) {
    return office.sql(
        "SELECT count(*) FROM booking WHERE release = '%s' AND state = '%s'"
            .formatted(release, state));
  }

  @Test
  void who_was_not_checked_in_has_not_come_and_may_claim_again() {
    var checkedIn = UUID.randomUUID();
    booked(ani, claim, "08:00");
    booked(office.citizens(1).get(0), checkedIn, "08:15");
    office.sql("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + checkedIn + "'");
    over.isOver(day, 0);
    over.whenItIs("NO_SHOW", ani, release, claim);

    then(over.state(checkedIn)).isEqualTo("CHECKED_IN");
    var booking = office.call(1, "GET", "/api/v1/bookings/" + claim, ani, null).body();
    then(booking.getString("state")).isEqualTo("NO_SHOW");
    var again = office.claim(1, ani, release, claim, day.wish("08:00"));
    then(again.status() + again.body().getString("state")).isEqualTo("200NO_SHOW");
    then(office.call(0, "DELETE", "/api/v1/bookings/" + claim, ani, null).problem())
        .isEqualTo("not-cancellable");
    then(over.claims(ani).status()).isEqualTo(201);
    then(office.sql("SELECT count(*) FROM ended_booking")).isEqualTo(0L);
  }

  @Test
  void one_whose_cancel_waits_for_an_administrator_is_not_closed_before() {
    var other = UUID.randomUUID();
    booked(ani, claim, "08:00");
    booked(office.citizens(1).get(0), other, "08:00");
    office.sql(
        """
        INSERT INTO set_aside (partition, epoch, entry_ms, entry_seq, kind, claim, release, record,
                               reason, set_aside_at)
        VALUES (300, 1, 1, 1, 'CANCEL', '%s', '%s', '', 'poison', now())
        """
            .formatted(claim, release));
    over.isOver(day, 0);
    Eventually.find(SOON, () -> over.state(other), "NO_SHOW"::equals);
    then(over.state(other)).isEqualTo("NO_SHOW");
    then(over.state(claim)).isEqualTo("CONFIRMED");
    office.sql(
        "UPDATE set_aside SET resolution = 'REFUSED', resolved_at = now() WHERE claim = '%s'"
            .formatted(claim));
    Eventually.find(SOON, () -> over.state(claim), "NO_SHOW"::equals);
    then(over.state(claim)).isEqualTo("NO_SHOW");
  }

  @Test
  void the_seat_stays_taken_and_the_stores_agree() {
    booked(ani, claim, "08:00");
    over.isOver(day, 0);
    over.whenItIs("NO_SHOW", ani, release, claim);
    var free =
        Eventually.find(SOON, () -> office.free(0, release).get(0), found -> found.equals(9));
    then(free).isEqualTo(9);
    var audited =
        Eventually.find(
            SOON,
            () ->
                office.sql(
                    "SELECT audited_at > now() - interval '1 s' FROM conservation"
                        + " WHERE release = '"
                        + release
                        + "'"),
            fresh -> Boolean.TRUE.equals(fresh));
    then(audited).isEqualTo(true);
    then(office.sql("SELECT difference FROM conservation WHERE release = '" + release + "'"))
        .isEqualTo(0);
  }

  @Test
  void it_is_closed_in_small_batches_and_only_that_day() {
    var other = Day.next();
    var later = office.release(other.terms(1, 2));
    var kept = UUID.randomUUID();
    then(office.claim(0, ani, later, kept, other.wish("08:00")).status()).isEqualTo(201);
    for (var citizen : office.citizens(10)) booked(citizen, UUID.randomUUID(), "08:00");
    over.isOver(day, 0);
    Eventually.find(SOON, () -> rows("NO_SHOW"), count -> count.equals(10L));
    then(over.state(kept)).isEqualTo("CONFIRMED");
  }

  @Test
  void not_before_the_last_slot_of_the_whole_office_and_the_pause() throws InterruptedException {
    booked(ani, claim, "08:00");
    // The other slot of the day is over by less than the pause.
    office.sql(
        """
        UPDATE slot SET starts_at = CASE WHEN starts::time = '08:00' THEN now() - interval '3 hours'
                                    ELSE now() - interval '50 minutes' END
         WHERE release = '%s'
        """
            .formatted(release));
    Thread.sleep(1500);
    then(over.state(claim)).isEqualTo("CONFIRMED");
    office.sql(
        "UPDATE slot SET starts_at = now() - interval '61 minutes' WHERE release = '"
            + release
            + "'");
    over.whenItIs("NO_SHOW", ani, release, claim);
  }

  @Test
  void a_row_that_the_floor_holds_is_closed_or_kept_when_it_is_let_go() throws SQLException {
    booked(ani, claim, "08:00");
    var budi = UUID.randomUUID();
    booked(office.citizens(1).get(0), budi, "08:00");
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()))) {
      connection.setAutoCommit(false);
      try (var floor = connection.createStatement()) {
        floor.execute("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + claim + "'");
        over.isOver(day, 0);
        Eventually.find(SOON, () -> over.state(budi), "NO_SHOW"::equals);
      }
      connection.commit();
    }
    then(over.state(claim)).isEqualTo("CHECKED_IN");
    Eventually.find(
        SOON,
        () ->
            office.sql(
                "SELECT closed_through >= '"
                    + day.date()
                    + "' FROM day_closing c"
                    + " JOIN release r ON r.service_no = c.service_no WHERE r.id = '"
                    + release
                    + "'"),
        closed -> Boolean.TRUE.equals(closed));
  }

  @Test
  void a_release_of_a_day_that_was_closed_is_closed_too() {
    booked(ani, claim, "08:00");
    over.isOver(day, 0);
    over.whenItIs("NO_SHOW", ani, release, claim);
    var terms = day.terms(1).put("dayStarts", "14:00").put("dayEnds", "15:00");
    var evening = office.release(terms);
    var second = UUID.randomUUID();
    then(office.claim(0, ani, evening, second, day.wish("14:00")).status()).isEqualTo(201);
    over.isOver(day, 0);
    over.whenItIs("NO_SHOW", ani, evening, second);
  }

  @Test
  void of_a_party_those_go_who_have_not_come() {
    var family = People.household(office, 2);
    var party = family.persons();
    var booked = office.claim(0, family.token(), release, claim, day.wish(party, "08:00"));
    then(booked.status()).isEqualTo(201);
    var other = "SET state = 'CHECKED_IN' WHERE member = 1 AND id = '" + claim + "'";
    office.sql("UPDATE booking " + other);
    over.isOver(day, 0);
    Eventually.find(SOON, () -> rows("NO_SHOW"), count -> count.equals(1L));
    Eventually.find(
        SOON, () -> office.sql("SELECT count(*) FROM ended_booking"), left -> left.equals(0L));
    var path = "/api/v1/bookings/" + claim;
    then(office.call(0, "GET", path, family.token(), null).body().getString("state"))
        .isEqualTo("CHECKED_IN");
    over.whenItIs("CONFIRMED", family.token(), release, claim);
    then(alone(family.token(), party.get(0)).status()).isEqualTo(201);
    then(alone(family.token(), party.get(1)).problem()).isEqualTo("already-booked");

    office.sql(
        "UPDATE booking SET state = 'COMPLETED' WHERE state = 'CHECKED_IN' AND id = '"
            + claim
            + "'");
    Eventually.find(
        SOON, () -> alone(family.token(), party.get(1)).status(), status -> status == 201);
  }

  private Answer alone(String token, String person) {
    var other = Day.next();
    var id = office.release(other.terms(1, 2));
    return office.claim(0, token, id, UUID.randomUUID(), other.wish(List.of(person), "08:00"));
  }

  @Test
  void a_redis_that_forgets_is_rebuilt_with_it() {
    booked(ani, claim, "08:00");
    over.isOver(day, 0);
    over.whenItIs("NO_SHOW", ani, release, claim);
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    over.whenItIs("NO_SHOW", ani, release, claim);
    then(over.claims(ani).status()).isEqualTo(201);
  }
}
