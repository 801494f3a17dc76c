package io.antrean.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.UUID;

/** Reads what a JSON text stands for; adds an error and answers null when it does not. */
final class Texts {

  /** The longest text in a list. */
  static final int ITEM_MAX = 200;

  private Texts() {}

  static String read(JsonNode node, String pointer, int min, int max, FieldErrors errors) {
    if (!node.isTextual()) {
      errors.add(pointer, "text");
      return null;
    }
    var text = node.textValue();
    var length = text.codePointCount(0, text.length());
    if (length < min || length > max) {
      errors.add(pointer, "text-length", min, max);
    } else if (min > 0 && text.isBlank()) {
      errors.add(pointer, "blank");
    } else if (text.codePoints().anyMatch(Texts::canNotBeKept)) {
      errors.add(pointer, "characters");
    } else {
      return text;
    }
    return null;
  }

  /**
   * Control characters, halves of characters, which no UTF-8 can write, and what Unicode will never
   * make a character of, which some readers of JSON and YAML refuse.
   */
  private static boolean canNotBeKept(int c) {
    var isNone = (c & 0xfffe) == 0xfffe || c >= 0xfdd0 && c <= 0xfdef;
    return isNone || Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
  }

  static String oneOf(JsonNode node, String pointer, Collection<String> words, FieldErrors errors) {
    if (node.isTextual() && words.contains(node.textValue())) return node.textValue();
    errors.add(pointer, "one-of", String.join(", ", words));
    return null;
  }

  static LocalDate date(JsonNode node, String pointer, FieldErrors errors) {
    try {
      if (matches(node, "[0-9]{4}-[0-9]{2}-[0-9]{2}")) return LocalDate.parse(node.textValue());
    } catch (DateTimeException e) {
      // No such day: said below.
    }
    errors.add(pointer, "date");
    return null;
  }

  static LocalTime time(JsonNode node, String pointer, FieldErrors errors) {
    if (matches(node, "([01][0-9]|2[0-3]):[0-5][0-9]")) return LocalTime.parse(node.textValue());
    errors.add(pointer, "time");
    return null;
  }

  static Instant instant(JsonNode node, String pointer, FieldErrors errors) {
    var instant = node.isTextual() ? Instants.parse(node.textValue()) : null;
    if (instant == null) errors.add(pointer, "instant");
    return instant;
  }

  static UUID uuid(JsonNode node, String pointer, FieldErrors errors) {
    var uuid = node.isTextual() ? Uuids.parse(node.textValue()) : null;
    if (uuid == null) errors.add(pointer, "uuid");
    return uuid;
  }

  private static boolean matches(JsonNode node, String pattern) {
    return node.isTextual() && node.textValue().matches(pattern);
  }
}
