package io.antrean.devmode;

import io.antrean.claim.BookingNumber;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A year of the demo office, made by a generator with a seed: the same at every first start. How
 * much there is of everything is given, only when it was and for whom is drawn.
 */
final class DemoYear {

  /** How much there is of a year. */
  record Volume(
      int passports, int postponed, int permits, int referrals, int noShows, int cancelled) {}

  /** One who came; {@code booking} is null for a walk-in. */
  record Visit(
      UUID id,
      String service,
      String number,
      UUID booking,
      UUID person,
      LocalDateTime slot,
      LocalDateTime came,
      int waitedSeconds,
      int servedSeconds,
      String nationality,
      String state) {}

  /** A seat that was booked. */
  record Booking(UUID id, UUID person, String service, LocalDateTime slot, String state) {}

  record Permit(
      UUID id, String kind, String nationality, String sex, String sector, LocalDate grantedOn) {}

  record Referral(UUID id, String nationality, String reason, LocalDateTime at) {}

  static final LocalTime DAY_STARTS = LocalTime.of(8, 0);
  static final int SLOTS = 16;
  static final int SLOT_MINUTES = 15;

  private static final int ONLINE_PERCENT = 60;
  private static final List<String> COUNTRIES =
      List.of("MY", "MY", "MY", "CN", "CN", "IN", "IN", "KR", "JP", "PH", "AU", "NL", "DE", "SG");
  private static final List<String> KINDS =
      List.of("ITK", "ITK", "KITAS", "KITAS", "KITAS", "KITAS", "KITAP");
  private static final List<String> SECTORS =
      List.of("WORK", "WORK", "WORK", "WORK", "FAMILY", "FAMILY", "INVESTMENT", "STUDY");
  private static final List<String> REASONS =
      List.of("OVERSTAY", "OVERSTAY", "MISUSE_OF_PERMIT", "FALSE_DOCUMENT");

  final List<Visit> visits = new ArrayList<>();
  final List<Booking> bookings = new ArrayList<>();
  final List<Permit> permits = new ArrayList<>();
  final List<Referral> referrals = new ArrayList<>();
  final List<LocalDate> days;

  private final Map<String, String> letters;
  private final SplittableRandom random;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> walkIns = new HashMap<>();

  /** {@code letters} are those of the services. */
  DemoYear(int year, Volume volume, Map<String, String> letters, long seed) {
    this.letters = letters;
    this.random = new SplittableRandom(seed);
    this.days =
        LocalDate.of(year, 1, 1)
            .datesUntil(LocalDate.of(year + 1, 1, 1))
            .filter(day -> day.getDayOfWeek().getValue() < DayOfWeek.SATURDAY.getValue())
            .toList();
    for (int i = 0; i < volume.passports; i++) visit(passport(), "ID", "COMPLETED");
    for (int i = 0; i < volume.postponed; i++) visit("passport-new", "ID", "POSTPONED");
    for (int i = 0; i < volume.permits; i++) permit();
    for (int i = 0; i < volume.referrals; i++) referral(REASONS.get(i % REASONS.size()));
    for (int i = 0; i < volume.noShows; i++) booking(passport(), "NO_SHOW");
    for (int i = 0; i < volume.cancelled; i++) booking(passport(), "CANCELLED");
  }

  private String passport() {
    return random.nextInt(10) < 6 ? "passport-new" : "passport-renewal";
  }

  private void permit() {
    var nationality = one(COUNTRIES);
    var day = visit("stay-permit-extension", nationality, "COMPLETED");
    var sex = random.nextInt(3) == 0 ? "FEMALE" : "MALE";
    permits.add(new Permit(uuid(), one(KINDS), nationality, sex, one(SECTORS), day));
  }

  private void referral(String reason) {
    referrals.add(new Referral(uuid(), one(COUNTRIES), reason, one(days).atTime(11, 0)));
  }

  /** The day of one visit more. */
  private LocalDate visit(String service, String nationality, String state) {
    var day = one(days);
    var booking = random.nextInt(100) < ONLINE_PERCENT ? booking(day, service, state) : null;
    var came =
        booking == null
            ? day.atTime(DAY_STARTS).plusSeconds(random.nextInt(4 * 3_600))
            : booking.slot.minusSeconds(random.nextInt(20 * 60));
    visits.add(
        new Visit(
            uuid(),
            service,
            booking == null ? walkIn(day, service) : number(service, booking.slot),
            booking == null ? null : booking.id,
            booking == null ? null : booking.person,
            booking == null ? null : booking.slot,
            came,
            waited(booking != null),
            480 + random.nextInt(900),
            nationality,
            state));
    return day;
  }

  /** Who has booked waits less. */
  private int waited(boolean online) {
    var longest = online ? 25 * 60 : 70 * 60;
    return Math.min(random.nextInt(longest), random.nextInt(longest)) + 60;
  }

  private String number(String service, LocalDateTime slot) {
    return BookingNumber.text(letters.get(service), slot, 1, 1);
  }

  private String walkIn(LocalDate day, String service) {
    var number = walkIns.merge(day + service, 1, Integer::sum);
    return "%s-W%03d".formatted(letters.get(service), number);
  }

  private void booking(String service, String state) {
    Booking booking = null;
    while (booking == null) booking = booking(one(days), service, state);
  }

  /** A seat of this day that is free; null when the draw finds none. */
  private Booking booking(LocalDate day, String service, String state) {
    for (int tries = 0; tries < SLOTS; tries++) {
      var slot = day.atTime(DAY_STARTS).plusMinutes(SLOT_MINUTES * (long) random.nextInt(SLOTS));
      if (!taken.add(service + slot)) continue;
      var booking = new Booking(uuid(), uuid(), service, slot, state);
      bookings.add(booking);
      return booking;
    }
    return null;
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
