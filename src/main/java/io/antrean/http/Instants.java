package io.antrean.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Instants as the contract writes them: RFC 3339, UTC, milliseconds. */
public final class Instants {

  private static final DateTimeFormatter MILLISECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private Instants() {}

  public static String text(Instant instant) {
    return MILLISECONDS.format(instant);
  }

  /** The instant of this many milliseconds since 1970. */
  public static String text(long epochMilliseconds) {
    return text(Instant.ofEpochMilli(epochMilliseconds));
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
