package io.antrean.load;

import java.time.LocalDate;
import java.time.LocalTime;

/**
 * Days, slots a day and seats a slot that make up a number of seats. Where no such product exists
 * the next larger number is taken, so {@link #seats} tells how many there really are.
 */
public record ReleasePlan(int days, int slotsPerDay, int capacity) {

  private static final LocalTime DAY_STARTS = LocalTime.of(8, 0);
  private static final int SLOT_MINUTES = 15;
  private static final int SLOTS_PER_DAY_MAX = 40;
  private static final int CAPACITY_MAX = 100;
  private static final int DAYS_MAX = 250;

  /** The plan with the fewest days and the most slots, so that a rush spreads over the day. */
  public static ReleasePlan of(int seats) {
    for (int wanted = seats; ; wanted++) {
      for (int days = 1; days <= DAYS_MAX; days++) {
        for (int slots = SLOTS_PER_DAY_MAX; slots > 0; slots--) {
          var capacity = wanted / (days * slots);
          if (capacity > CAPACITY_MAX) break;
          if (capacity > 0 && capacity * days * slots == wanted) {
            return new ReleasePlan(days, slots, capacity);
          }
        }
      }
    }
  }

  /**
   * A plan of one day, with as many seats at least: {@code redis-benchmark} names one slot in all
   * its claims, and "or next" ends with the day.
   */
  public static ReleasePlan ofOneDay(int seats) {
    return new ReleasePlan(
        1, SLOTS_PER_DAY_MAX, (seats + SLOTS_PER_DAY_MAX - 1) / SLOTS_PER_DAY_MAX);
  }

  public int seats() {
    return days * slotsPerDay * capacity;
  }

  /** What POST /api/v1/releases takes; {@code opensAt} is in RFC 3339. */
  public String json(String office, String service, LocalDate from, String opensAt) {
    return """
        {"office":"%s","service":"%s","from":"%s","to":"%s","dayStarts":"%s","dayEnds":"%s",\
        "slotMinutes":%d,"capacity":%d,"opensAt":"%s","admission":"open"}"""
        .formatted(
            office,
            service,
            from,
            from.plusDays(days - 1L),
            DAY_STARTS,
            DAY_STARTS.plusMinutes((long) SLOT_MINUTES * slotsPerDay),
            SLOT_MINUTES,
            capacity,
            opensAt);
  }
}
