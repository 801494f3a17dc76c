package io.antrean.statistics;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the rows of an answer are by. */
enum By {
  DAY(ChronoUnit.DAYS),
  WEEK(ChronoUnit.WEEKS),
  MONTH(ChronoUnit.MONTHS),
  YEAR(ChronoUnit.YEARS),
  SERVICE(null),
  NATIONALITY(null);

  static final List<String> WORDS = Arrays.stream(values()).map(By::text).toList();

  private final ChronoUnit unit;

  By(ChronoUnit unit) {
    this.unit = unit;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static By of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** At most so many rows come of these days; 0 where it does not depend on them. */
  long rows(LocalDate from, LocalDate to) {
    return unit == null ? 0 : unit.between(from, to) + 2;
  }

  /**
   * The key of a row in SQL, given what a table has of a day, a service and a nationality. Weeks
   * are those of ISO 8601, from Monday on.
   */
  String key(String day, String service, String nationality) {
    return switch (this) {
      case DAY -> "to_char(" + day + ", 'YYYY-MM-DD')";
      case WEEK -> "to_char(" + day + ", 'IYYY-\"W\"IW')";
      case MONTH -> "to_char(" + day + ", 'YYYY-MM')";
      case YEAR -> "to_char(" + day + ", 'YYYY')";
      case SERVICE -> service;
      case NATIONALITY -> nationality;
    };
  }
}
