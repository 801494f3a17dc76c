package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release.Terms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots of a release")
class SlotPlanSpec {

  private static List<Slot> slots(String day, String from, String to, int minutes, String zone) {
    var date = LocalDate.parse(day);
    var terms =
        new Terms(
            date,
            date,
            LocalTime.parse(from),
            LocalTime.parse(to),
            minutes,
            1,
            Instant.EPOCH,
            "open");
    return SlotPlan.slots(terms, ZoneId.of(zone));
  }

  @Test
  void begin_before_the_day_ends() {
    then(slots("2030-01-07", "08:00", "10:00", 50, "Asia/Jakarta"))
        .extracting(Slot::text)
        .containsExactly("2030-01-07T08:00", "2030-01-07T08:50", "2030-01-07T09:40");
    then(slots("2030-01-07", "22:00", "23:59", 240, "Asia/Jakarta")).hasSize(1);
  }

  @Test
  void leave_out_the_times_that_the_clocks_skip() {
    then(slots("2030-03-31", "01:30", "03:30", 30, "Europe/Berlin"))
        .extracting(Slot::text)
        .containsExactly("2030-03-31T01:30", "2030-03-31T03:00");
    then(slots("2030-03-31", "01:30", "03:30", 30, "Europe/Berlin"))
        .extracting(Slot::ordinal)
        .containsExactly(0, 1);
    then(slots("2030-03-31", "02:00", "03:00", 30, "Europe/Berlin")).isEmpty();
  }

  @Test
  void take_the_earlier_of_two_times_that_the_clocks_show() {
    then(slots("2030-10-27", "02:00", "03:30", 60, "Europe/Berlin"))
        .extracting(Slot::startsAt)
        .containsExactly(
            Instant.parse("2030-10-27T00:00:00Z"), Instant.parse("2030-10-27T02:00:00Z"));
  }
}
