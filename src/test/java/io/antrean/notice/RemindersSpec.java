package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.Config;
import io.antrean.support.Stores;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reminder")
class RemindersSpec {

  private static final Config CONFIG = Stores.configOf("none", Stores.redisUri(), Map.of());

  private final OutboxInPostgres outbox = new OutboxInPostgres();

  @AfterEach
  void close() {
    outbox.close();
  }

  /** What there is after a look at this time in Jakarta, seven hours ahead of UTC. */
  private List<String> at(String jakarta) {
    var now = Instant.parse(jakarta + ":00+07:00");
    var clock = Clock.fixed(now, ZoneOffset.UTC);
    new Reminders(outbox.pool, CONFIG.notice(), true, clock).turn().await();
    return outbox.notices();
  }

  @Test
  void is_written_once_on_the_day_before_in_the_morning_of_the_office() {
    outbox.release("2030-01-08");
    outbox.release("2030-01-09");
    var one = outbox.booking("2030-01-08 08:00", "2029-12-28 07:00Z");
    var two = outbox.booking("2030-01-08 08:45", "2029-12-28 07:00Z");
    var next = outbox.booking("2030-01-09 08:00", "2029-12-28 07:00Z");
    then(at("2030-01-06T10:00")).isEmpty();
    then(at("2030-01-07T08:59")).isEmpty();
    then(at("2030-01-07T09:00")).containsExactly(one + " reminder", two + " reminder");
    then(at("2030-01-07T09:05")).hasSize(2);
    then(at("2030-01-08T08:59")).hasSize(2);
    then(at("2030-01-08T09:00")).hasSize(3).contains(next + " reminder");
  }

  @Test
  void is_not_written_at_night_nor_on_the_day_itself() {
    outbox.release("2030-01-08");
    outbox.booking("2030-01-08 08:45", "2029-12-28 07:00Z");
    then(at("2030-01-07T20:00")).isEmpty();
    then(at("2030-01-07T23:59")).isEmpty();
    then(at("2030-01-08T09:00")).isEmpty();
  }

  @Test
  void is_late_rather_than_not_at_all_when_nobody_was_there_in_the_morning() {
    outbox.release("2030-01-08");
    var one = outbox.booking("2030-01-08 08:45", "2029-12-28 07:00Z");
    then(at("2030-01-07T19:59")).containsExactly(one + " reminder");
  }

  @Test
  void is_of_no_use_to_who_has_cancelled_or_has_booked_that_day() {
    outbox.release("2030-01-08");
    var cancelled = outbox.booking("2030-01-08 08:00", "2029-12-28 07:00Z");
    outbox.run("UPDATE booking SET state = 'CANCELLED' WHERE id = '" + cancelled + "'");
    outbox.booking("2030-01-08 08:15", "2030-01-07 01:00Z");
    then(at("2030-01-07T09:00")).isEmpty();
  }

  @Test
  void is_not_of_hours_at_which_the_office_is_closed() {
    outbox.release("2030-01-08");
    outbox.booking("2030-01-08 08:00", "2029-12-28 07:00Z");
    var open = outbox.booking("2030-01-08 08:15", "2029-12-28 07:00Z");
    outbox.run(
        """
        WITH hours AS (
          INSERT INTO blackout (id, office, day, from_time, to_time, reason)
          SELECT gen_random_uuid(), s.office, '2030-01-08', '08:00', '08:15', 'x'
            FROM slot t JOIN service s ON s.no = t.service_no LIMIT 1
          RETURNING id)
        UPDATE slot SET blackout = (SELECT id FROM hours) WHERE starts = '2030-01-08 08:00'
        """);
    then(at("2030-01-07T09:00")).containsExactly(open + " reminder");
  }

  @Test
  void that_nobody_needs_any_more_is_not_delivered() {
    outbox.release("2030-01-08");
    var one = outbox.booking("2030-01-08 08:00", "2029-12-28 07:00Z");
    var two = outbox.booking("2030-01-08 08:15", "2029-12-28 07:00Z");
    at("2030-01-07T09:00");
    outbox.run("UPDATE booking SET state = 'CANCELLED' WHERE id = '" + one + "'");
    var taken = new Outbox(outbox.pool, CONFIG.notice()).take(outbox.webhook, 9).await();
    then(taken.stream().filter(Notice::isMoot).map(Notice::booking)).containsExactly(one);
    then(taken.stream().filter(n -> !n.isMoot()).map(Notice::booking)).containsExactly(two);
  }
}
