package io.antrean.claim;

import java.util.UUID;

/** UUIDs as the contract writes them: 36 characters, hexadecimal digits of either case. */
final class Uuids {

  private Uuids() {}

  /** The UUID, or null where the text is none. */
  static UUID parse(String text) {
    if (text == null || text.length() != 36) return null;
    for (int i = 0; i < 36; i++) {
      var dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash != (text.charAt(i) == '-')) return null;
      if (!dash && Character.digit(text.charAt(i), 16) < 0) return null;
    }
    return UUID.fromString(text);
  }
}
