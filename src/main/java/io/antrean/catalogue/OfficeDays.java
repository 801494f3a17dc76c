package io.antrean.catalogue;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/**
 * When an office is open: its hours by weekday, each day's in order, and its holidays. An office
 * without any hours says nothing of them: it is open whenever it likes, but for its holidays.
 */
record OfficeDays(Map<DayOfWeek, List<Hours>> hours, Map<LocalDate, String> holidays) {

  /** From {@code opens} on, before {@code closes}. */
  record Hours(LocalTime opens, LocalTime closes) {
    boolean have(LocalTime time) {
      return !time.isBefore(opens) && time.isBefore(closes);
    }
  }

  /**
   * A day on which nothing is released; {@code holiday} is its name, or null on a closed weekday.
   */
  record Skipped(LocalDate day, String holiday) {}

  /** Where a local time lies. */
  enum Place {
    OPEN,
    BEFORE,
    BREAK,
    AFTER
  }

  static final OfficeDays ALWAYS = new OfficeDays(Map.of(), Map.of());

  /** The day as one that is skipped, or null on an open one. */
  Skipped skipped(LocalDate day) {
    var holiday = holidays.get(day);
    if (holiday != null) return new Skipped(day, holiday);
    var closed = !hours.isEmpty() && !hours.containsKey(day.getDayOfWeek());
    return closed ? new Skipped(day, null) : null;
  }

  /** On a day that is not skipped. */
  Place place(LocalDateTime at) {
    var today = hours.get(at.getDayOfWeek());
    if (today == null) return Place.OPEN;
    var time = at.toLocalTime();
    if (today.stream().anyMatch(one -> one.have(time))) return Place.OPEN;
    if (time.isBefore(today.get(0).opens())) return Place.BEFORE;
    return time.isBefore(today.get(today.size() - 1).closes()) ? Place.BREAK : Place.AFTER;
  }
}
