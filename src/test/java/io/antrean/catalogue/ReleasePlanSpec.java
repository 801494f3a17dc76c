package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.ReleasePlan.Rule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The openings of a plan")
class ReleasePlanSpec {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Rule every(DayOfWeek weekday, String opens) {
    return new Rule(
        weekday,
        LocalTime.parse(opens),
        10,
        7,
        LocalTime.of(8, 0),
        LocalTime.of(10, 0),
        15,
        2,
        "open");
  }

  private static Instant opens(Rule rule, String day) {
    return rule.opensAt(LocalDate.parse(day), BERLIN);
  }

  @Test
  void are_at_the_same_local_time_in_winter_and_in_summer() {
    var friday = every(DayOfWeek.FRIDAY, "14:00");
    then(opens(friday, "2030-03-29")).isEqualTo("2030-03-29T13:00:00Z");
    then(opens(friday, "2030-04-05")).isEqualTo("2030-04-05T12:00:00Z");
    then(opens(friday, "2030-10-25")).isEqualTo("2030-10-25T12:00:00Z");
    then(opens(friday, "2030-11-01")).isEqualTo("2030-11-01T13:00:00Z");
  }

  @Test
  void are_an_hour_later_where_the_clocks_skip_it_and_the_first_of_two() {
    var sunday = every(DayOfWeek.SUNDAY, "02:30");
    then(opens(sunday, "2030-03-31")).isEqualTo("2030-03-31T01:30:00Z");
    then(opens(sunday, "2030-10-27")).isEqualTo("2030-10-27T00:30:00Z");
  }

  @Test
  void release_the_week_after_next() {
    var terms = every(DayOfWeek.FRIDAY, "14:00").terms(LocalDate.parse("2030-01-04"), BERLIN);
    then(terms.from()).isEqualTo("2030-01-14").matches(day -> day.getDayOfWeek().getValue() == 1);
    then(terms.to()).isEqualTo("2030-01-20");
  }

  @Test
  void begin_with_the_first_that_is_not_past() {
    var friday = every(DayOfWeek.FRIDAY, "14:00");
    var before = Instant.parse("2030-01-04T12:59:59Z");
    then(friday.first(null, before, BERLIN)).isEqualTo("2030-01-04");
    then(friday.first(null, before.plusSeconds(1), BERLIN)).isEqualTo("2030-01-11");
    var from = LocalDate.parse("2030-02-02");
    then(friday.first(from, before, BERLIN)).isEqualTo("2030-02-08");
    then(friday.first(LocalDate.parse("2020-02-02"), before, BERLIN)).isEqualTo("2030-01-04");
  }
}
