package io.antrean.catalogue;

import io.antrean.catalogue.OfficeDays.Place;
import io.antrean.catalogue.OfficeDays.Skipped;
import io.antrean.catalogue.Release.Terms;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The slots that a release's terms mean in its office's zone, in order of time. A slot begins
 * before {@code dayEnds}. A local time that the clocks skip is left out; one that they show twice
 * is the earlier of the two.
 */
public final class SlotPlan {

  private static final int MINUTES_PER_HOUR = 60;

  private SlotPlan() {}

  /** How many local times there are, those that the clocks skip included. */
  static long count(Terms terms) {
    var days = terms.to().toEpochDay() - terms.from().toEpochDay() + 1;
    var minutes = minutes(terms.dayEnds()) - minutes(terms.dayStarts());
    return days * ((minutes + terms.slotMinutes() - 1) / terms.slotMinutes());
  }

  /**
   * What the terms mean at an office of these days; {@code before} and {@code after} are the first
   * times outside the hours of their days, null where there is none.
   */
  record Planned(
      List<Slot> slots, List<Skipped> skipped, LocalDateTime before, LocalDateTime after) {}

  /** The slots, in order of time. */
  public static List<Slot> slots(Terms terms, ZoneId zone) {
    return planned(terms, zone, OfficeDays.ALWAYS).slots();
  }

  /** Without holidays, closed weekdays and breaks. */
  static Planned planned(Terms terms, ZoneId zone, OfficeDays days) {
    var slots = new ArrayList<Slot>();
    var skipped = new ArrayList<Skipped>();
    LocalDateTime before = null;
    LocalDateTime after = null;
    for (var day = terms.from(); !day.isAfter(terms.to()); day = day.plusDays(1)) {
      var closed = days.skipped(day);
      if (closed != null) {
        skipped.add(closed);
        continue;
      }
      for (var starts : times(day, terms)) {
        var place = days.place(starts);
        if (place == Place.BEFORE && before == null) before = starts;
        if (place == Place.AFTER && after == null) after = starts;
        if (place == Place.OPEN) add(slots, starts, zone.getRules());
      }
    }
    return new Planned(slots, skipped, before, after);
  }

  private static List<LocalDateTime> times(LocalDate day, Terms terms) {
    var times = new ArrayList<LocalDateTime>();
    var ends = minutes(terms.dayEnds());
    // Counted in minutes: a LocalTime would begin the day again after midnight.
    for (int at = minutes(terms.dayStarts()); at < ends; at += terms.slotMinutes()) {
      times.add(LocalDateTime.of(day, LocalTime.of(at / MINUTES_PER_HOUR, at % MINUTES_PER_HOUR)));
    }
    return times;
  }

  private static void add(List<Slot> slots, LocalDateTime starts, ZoneRules rules) {
    var offsets = rules.getValidOffsets(starts);
    if (offsets.isEmpty()) return;
    slots.add(new Slot(slots.size(), starts, starts.toInstant(offsets.get(0))));
  }

  private static int minutes(LocalTime time) {
    return time.getHour() * MINUTES_PER_HOUR + time.getMinute();
  }
}
