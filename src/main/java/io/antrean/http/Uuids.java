package io.antrean.http;

import java.util.UUID;

/**
 * Reads UUIDs strictly, which every claim has several of: the JDK takes {@code 1-1-1-1-1} for one.
 */
public final class Uuids {

  /** Characters of a UUID as text. */
  public static final int LENGTH = 36;

  /** The value of each ASCII digit, -1 of all others. */
  private static final byte[] DIGITS = digits();

  private Uuids() {}

  private static byte[] digits() {
    var digits = new byte[128];
    for (int c = 0; c < digits.length; c++) digits[c] = (byte) Character.digit(c, 16);
    return digits;
  }

  /** The UUID written in its 36 characters; null when it is anything else, or null. */
  public static UUID parse(String text) {
    if (text == null || text.length() != LENGTH) return null;
    var high = 0L;
    var low = 0L;
    for (int i = 0; i < LENGTH; i++) {
      var c = text.charAt(i);
      if (i == 8 || i == 13 || i == 18 || i == 23) {
        if (c != '-') return null;
        continue;
      }
      var digit = c < DIGITS.length ? DIGITS[c] : -1;
      if (digit < 0) return null;
      if (i < 18) high = high << 4 | digit;
      else low = low << 4 | digit;
    }
    return new UUID(high, low);
  }
}
