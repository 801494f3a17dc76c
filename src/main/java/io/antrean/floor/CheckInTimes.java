package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.antrean.config.FloorConfig;
import io.antrean.floor.PartyTable.Guest;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.Problem;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/**
 * When one may check in: around the slot; on its day where a supervisor says why, or paper has
 * said; before its day, up to their stay permit's last, where they chose to come earlier.
 */
final class CheckInTimes {

  private final FloorConfig config;

  CheckInTimes(FloorConfig config) {
    this.config = config;
  }

  /** What stands in the way of one of them; null when nothing does. */
  Problem hindrance(
      List<Guest> coming, CheckInWish wish, Staff.Member by, Map<Integer, LocalDate> comeBy) {
    for (var guest : coming) {
      var wasMissed = wish.at() != null && guest.isMissed();
      if (wasMissed && !by.isSupervisor()) return Problem.of(403, "forbidden");
      if (!wasMissed && !guest.isExpected()) {
        return Problem.of(409, "booking-state").words(guest.state()).with("state", guest.state());
      }
    }
    // All of a party have one slot.
    for (var guest : coming) {
      if (isUrgent(guest, wish, by.office(), comeBy)) continue;
      return wish.at() == null ? now(guest, wish, by) : onPaper(guest, wish, by.office());
    }
    var first = coming.get(0);
    var isPossible =
        wish.at() == null
            || !wish.at().isAfter(first.now()) && !wish.at().isBefore(first.claimedAt());
    return isPossible ? null : notOfThatDay();
  }

  /** Whether they come on an earlier day than that of their slot, as they may. */
  static boolean isUrgent(
      Guest guest, CheckInWish wish, Office office, Map<Integer, LocalDate> comeBy) {
    var last = comeBy.get(guest.member());
    if (last == null || !guest.isExpected()) return false;
    var day = day(guest, wish, office);
    return !day.isAfter(last) && day.isBefore(guest.slot().toLocalDate());
  }

  /** The day on which they come, at the office. */
  static LocalDate day(Guest guest, CheckInWish wish, Office office) {
    return LocalDate.ofInstant(wish.at() == null ? guest.now() : wish.at(), office.zone());
  }

  private Problem now(Guest guest, CheckInWish wish, Staff.Member by) {
    var early = Duration.between(guest.now(), guest.startsAt()).compareTo(config.early()) > 0;
    var late = Duration.between(guest.startsAt(), guest.now()).compareTo(config.late()) > 0;
    if (!early && !late) return null;
    var isToday = guest.slot().toLocalDate().equals(day(guest, wish, by.office()));
    if (wish.override() && isToday) {
      return by.isSupervisor() ? null : Problem.of(403, "forbidden");
    }
    var from = Instants.text(guest.startsAt().minus(config.early()));
    var until = Instants.text(guest.startsAt().plus(config.late()));
    var problem = early ? Problem.of(409, "too-early") : Problem.of(409, "too-late");
    return problem.words(early ? from : until).with("from", from).with("until", until);
  }

  /** On the slot's day and not in the future; how early or late it was, the paper has said. */
  private static Problem onPaper(Guest guest, CheckInWish wish, Office office) {
    var isOfDay = day(guest, wish, office).equals(guest.slot().toLocalDate());
    return !wish.at().isAfter(guest.now()) && isOfDay ? null : notOfThatDay();
  }

  private static Problem notOfThatDay() {
    var errors = new FieldErrors();
    errors.add("/onPaperAt", "day-of-slot");
    return errors.problem();
  }
}
