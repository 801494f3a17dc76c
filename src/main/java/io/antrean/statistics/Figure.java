package io.antrean.statistics;

import java.util.Arrays;
import java.util.List;

/** What is counted, in the order in which it is told. */
enum Figure {
  RELEASED("released", Source.BOOKINGS),
  CLAIMED("claimed", Source.BOOKINGS),
  CONFIRMED("confirmed", Source.BOOKINGS),
  CANCELLED("cancelled", Source.BOOKINGS),
  MOVED("moved", Source.BOOKINGS),
  NO_SHOW("noShow", Source.BOOKINGS),
  ARRIVED("arrived", Source.VISITS),
  SERVED("served", Source.VISITS),
  PASSPORTS_ISSUED("passportsIssued", Source.VISITS),
  WAITED("waited", Source.TIMES),
  WAITING_MEDIAN("waitingMinutesMedian", Source.TIMES),
  WAITING_P90("waitingMinutesP90", Source.TIMES),
  ATTENDED("attended", Source.TIMES),
  SERVICE_MEDIAN("serviceMinutesMedian", Source.TIMES),
  SERVICE_P90("serviceMinutesP90", Source.TIMES),
  POSTPONED("postponed", Source.POSTPONEMENTS, "Reason"),
  STAY_PERMITS("stayPermits", Source.PERMITS, "Kind", "Nationality", "Sex", "Sector"),
  REFERRALS("referrals", Source.REFERRALS, "Outcome");

  /** Where a figure comes from; not every source knows services, or nationalities. */
  enum Source {
    BOOKINGS,
    VISITS,
    TIMES,
    POSTPONEMENTS,
    PERMITS,
    REFERRALS;

    /** Seats and times are counted whoever it is: only what an officer has written down is not. */
    boolean knowsNationalities() {
      return this != BOOKINGS && this != TIMES;
    }

    /** A permit and a referral are an office's. */
    boolean knowsServices() {
      return this != PERMITS && this != REFERRALS;
    }
  }

  final String text;
  final Source source;

  /** By what it is told apart, each alone: never by two of them at once. */
  final List<String> dimensions;

  Figure(String text, Source source, String... dimensions) {
    this.text = text;
    this.source = source;
    this.dimensions = List.of(dimensions);
  }

  /** A quantile of nothing is nothing; everything else is counted from 0. */
  boolean isQuantile() {
    return text.contains("Minutes");
  }

  static List<Figure> of(Source source) {
    return Arrays.stream(values()).filter(figure -> figure.source == source).toList();
  }
}
