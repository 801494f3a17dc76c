package io.antrean.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Pattern;

/** Instants as the contract writes them: RFC 3339, UTC, milliseconds. */
public final class Instants {

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private Instants() {}

  public static String text(Instant instant) {
    return text(instant.toEpochMilli());
  }

  /** The instant of this many milliseconds since 1970. */
  public static String text(long epochMilliseconds) {
    // By hand: every confirmed claim says two, and a formatter takes longer than all else it says.
    var seconds = Math.floorDiv(epochMilliseconds, 1000);
    var time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    var text = new StringBuilder(24);
    digits(text, time.getYear(), 4).append('-');
    digits(text, time.getMonthValue(), 2).append('-');
    digits(text, time.getDayOfMonth(), 2).append('T');
    digits(text, time.getHour(), 2).append(':');
    digits(text, time.getMinute(), 2).append(':');
    digits(text, time.getSecond(), 2).append('.');
    return digits(text, Math.floorMod(epochMilliseconds, 1000), 3).append('Z').toString();
  }

  private static StringBuilder digits(StringBuilder to, int number, int width) {
    for (int power = (int) Math.pow(10, width - 1); power > 0; power /= 10) {
      to.append((char) ('0' + number / power % 10));
    }
    return to;
  }

  /** Reads an instant with its offset; null when it is not one. */
  public static Instant parse(String text) {
    if (!RFC_3339.matcher(text).matches()) return null;
    try {
      return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
