package io.antrean.catalogue;

import io.antrean.catalogue.OfficeDays.Skipped;
import io.antrean.catalogue.Release.Terms;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * A release as an administrator asks for it, checked, with the slots that it means and the days
 * that it leaves out.
 */
record ReleaseDraft(
    Office office, Service service, Terms terms, List<Slot> slots, List<Skipped> skipped) {

  static final int DAYS_MAX = 366;
  static final int SLOT_MINUTES_MIN = 5;
  static final int SLOT_MINUTES_MAX = 240;
  static final int CAPACITY_MAX = 1000;
  static final int ID_MAX = 40;

  private static final String OPEN = "open";

  /** Part of the contract, and not built: refused by their names. */
  private static final List<String> ADMISSIONS_TO_COME = List.of("queue", "draw");

  /** Reads the body, without its slots; what is wrong with it is said by {@link #planned}. */
  static ReleaseDraft read(JsonInput input, Catalogue catalogue) {
    var errors = input.errors();
    var office = office(input, catalogue);
    var service = service(input, catalogue, office);
    var terms =
        new Terms(
            input.date("from"),
            input.date("to"),
            input.time("dayStarts"),
            input.time("dayEnds"),
            input.integer("slotMinutes", SLOT_MINUTES_MIN, SLOT_MINUTES_MAX),
            input.integer("capacity", 1, CAPACITY_MAX),
            opensAt(input),
            admission(input));
    checkOrder(terms, errors);
    return new ReleaseDraft(office, service, terms, List.of(), List.of());
  }

  /** Whether its days are known. */
  boolean hasDays(FieldErrors errors) {
    return office != null && isWhole(errors);
  }

  /** With its slots; throws 400 with everything that is wrong with it. */
  ReleaseDraft planned(JsonInput input, OfficeDays days, int slotsMax, long redisNowMs) {
    var errors = input.errors();
    var plan = new SlotPlan.Planned(List.of(), List.of(), null, null);
    if (hasDays(errors) && isWithin(terms, slotsMax, errors)) {
      plan = SlotPlan.planned(terms, office.zone(), days);
      checkHours(plan, errors);
      checkTimes(terms, plan, redisNowMs, errors);
    }
    input.end();
    return new ReleaseDraft(office, service, terms, plan.slots(), plan.skipped());
  }

  /** The release that this becomes under this id. */
  Release release(UUID id) {
    return new Release(id, office, service, terms, slots, null);
  }

  static Office office(JsonInput input, Catalogue catalogue) {
    var id = input.text("office", 1, ID_MAX);
    var office = id == null ? null : catalogue.office(id);
    if (id != null && office == null) input.errors().add("/office", "office");
    return office;
  }

  static Service service(JsonInput input, Catalogue catalogue, Office office) {
    var id = input.text("service", 1, ID_MAX);
    if (id == null || office == null) return null;
    var service = catalogue.service(office.id(), id);
    if (service == null) input.errors().add("/service", "service");
    return service;
  }

  /** To the millisecond, which is what Redis compares and what the answers show. */
  private static Instant opensAt(JsonInput input) {
    var opensAt = input.instant("opensAt");
    return opensAt == null ? null : opensAt.truncatedTo(ChronoUnit.MILLIS);
  }

  static String admission(JsonInput input) {
    var sent = input.text("admission", 1, ID_MAX);
    if (sent == null) return null;
    if (ADMISSIONS_TO_COME.contains(sent)) {
      input.errors().add("/admission", "admission-to-come", sent);
    } else if (!sent.equals(OPEN)) {
      input.errors().add("/admission", "one-of", OPEN);
    }
    return sent;
  }

  private static void checkOrder(Terms terms, FieldErrors errors) {
    if (terms.from() != null && terms.to() != null) {
      var days = ChronoUnit.DAYS.between(terms.from(), terms.to()) + 1;
      if (days < 1) errors.add("/to", "before-from");
      else if (days > DAYS_MAX) errors.add("/to", "days-max", DAYS_MAX);
    }
    if (terms.dayStarts() != null
        && terms.dayEnds() != null
        && !terms.dayStarts().isBefore(terms.dayEnds())) {
      errors.add("/dayEnds", "not-after-start");
    }
  }

  /** Whether what makes the slots is there and right. */
  private static boolean isWhole(FieldErrors errors) {
    return List.of("/from", "/to", "/dayStarts", "/dayEnds", "/slotMinutes").stream()
        .noneMatch(errors::has);
  }

  private static boolean isWithin(Terms terms, int slotsMax, FieldErrors errors) {
    var count = SlotPlan.count(terms);
    if (count <= slotsMax) return true;
    errors.add("/slotMinutes", "slots-max", Long.toString(count), Integer.toString(slotsMax));
    return false;
  }

  private static void checkHours(SlotPlan.Planned plan, FieldErrors errors) {
    if (plan.before() != null) errors.add("/dayStarts", "outside-hours", plan.before().toString());
    if (plan.after() != null) errors.add("/dayEnds", "outside-hours", plan.after().toString());
  }

  private static void checkTimes(
      Terms terms, SlotPlan.Planned plan, long redisNowMs, FieldErrors errors) {
    var slots = plan.slots();
    if (slots.isEmpty()) {
      if (!plan.skipped().isEmpty()) errors.add("/from", "no-open-day");
      else if (plan.before() == null && plan.after() == null) errors.add("/dayStarts", "no-slot");
      return;
    }
    var last = slots.get(slots.size() - 1).startsAt();
    if (last.toEpochMilli() <= redisNowMs) {
      errors.add("/to", "past");
    } else if (terms.opensAt() != null && !terms.opensAt().isBefore(last)) {
      errors.add("/opensAt", "opens-too-late");
    }
  }
}
