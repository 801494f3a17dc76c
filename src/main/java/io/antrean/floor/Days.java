package io.antrean.floor;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Reads the days that are in an address. */
final class Days {

  private Days() {}

  /** {@code 2030-01-07}; null when it is no day of the calendar. */
  static LocalDate read(String text) {
    if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) return null;
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }
}
