package io.antrean.catalogue;

import io.antrean.catalogue.Release.Terms;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.UUID;

/**
 * Releases that repeat: every week on this weekday, at this time of the office, one opens that has
 * {@code days} days, from {@code fromDays} after it on. {@code endedAt} is null while it goes on.
 */
record ReleasePlan(
    UUID id,
    long number,
    String office,
    String service,
    Rule rule,
    LocalDate nextDay,
    Instant createdAt,
    Instant endedAt) {

  /** Every Friday 14:00 for the week after next is FRIDAY, 14:00, 10 and 7. */
  record Rule(
      DayOfWeek weekday,
      LocalTime opens,
      int fromDays,
      int days,
      LocalTime dayStarts,
      LocalTime dayEnds,
      int slotMinutes,
      int capacity,
      String admission) {

    /**
     * When the one of this day opens. A time that the clocks skip is as much later; of one that
     * they show twice it is the first.
     */
    Instant opensAt(LocalDate day, ZoneId zone) {
      return day.atTime(opens).atZone(zone).toInstant();
    }

    /** What is released on this day. */
    Terms terms(LocalDate day, ZoneId zone) {
      var from = day.plusDays(fromDays);
      return new Terms(
          from,
          from.plusDays(days - 1L),
          dayStarts,
          dayEnds,
          slotMinutes,
          capacity,
          opensAt(day, zone),
          admission);
    }

    /** The day of the first opening that is neither before this day nor past. */
    LocalDate first(LocalDate from, Instant now, ZoneId zone) {
      var today = now.atZone(zone).toLocalDate();
      var start = from == null || from.isBefore(today) ? today : from;
      var day = start.with(TemporalAdjusters.nextOrSame(weekday));
      return opensAt(day, zone).isAfter(now) ? day : day.plus(1, ChronoUnit.WEEKS);
    }
  }
}
