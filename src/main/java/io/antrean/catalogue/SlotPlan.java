package io.antrean.catalogue;

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

  /** The slots, in order of time. */
  public static List<Slot> slots(Terms terms, ZoneId zone) {
    var slots = new ArrayList<Slot>();
    for (var day = terms.from(); !day.isAfter(terms.to()); day = day.plusDays(1)) {
      addDay(slots, day, terms, zone.getRules());
    }
    return slots;
  }

  private static void addDay(List<Slot> slots, LocalDate day, Terms terms, ZoneRules rules) {
    var ends = minutes(terms.dayEnds());
    // Counted in minutes: a LocalTime would begin the day again after midnight.
    for (int at = minutes(terms.dayStarts()); at < ends; at += terms.slotMinutes()) {
      var starts =
          LocalDateTime.of(day, LocalTime.of(at / MINUTES_PER_HOUR, at % MINUTES_PER_HOUR));
      var offsets = rules.getValidOffsets(starts);
      if (offsets.isEmpty()) continue;
      slots.add(new Slot(slots.size(), starts, starts.toInstant(offsets.get(0))));
    }
  }

  private static int minutes(LocalTime time) {
    return time.getHour() * MINUTES_PER_HOUR + time.getMinute();
  }
}
