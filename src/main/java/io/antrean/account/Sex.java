package io.antrean.account;

import java.util.Locale;

/** What a NIK says of a person besides the birth date: 40 is added to a woman's day. */
enum Sex {
  FEMALE,
  MALE;

  /** The word in JSON. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The sex of this word; null when it is none, or null. */
  static Sex of(String text) {
    for (var sex : values()) if (sex.text().equals(text)) return sex;
    return null;
  }
}
