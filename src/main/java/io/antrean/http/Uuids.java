package io.antrean.http;

import java.util.UUID;

/** Reads UUIDs strictly: the JDK takes {@code 1-1-1-1-1} for one. */
public final class Uuids {

  /** Characters of a UUID as text. */
  public static final int LENGTH = 36;

  private Uuids() {}

  /** The UUID written in its 36 characters; null when it is anything else, or null. */
  public static UUID parse(String text) {
    if (text == null || text.length() != LENGTH) return null;
    for (int i = 0; i < LENGTH; i++) {
      var dash = i == 8 || i == 13 || i == 18 || i == 23;
      var c = text.charAt(i);
      if (dash ? c != '-' : Character.digit(c, 16) < 0 || c > 'f') return null;
    }
    return UUID.fromString(text);
  }
}
