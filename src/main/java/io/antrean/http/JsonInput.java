package io.antrean.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Reads the JSON object of a request, strictly, and collects what is wrong with it. Ask for each
 * field once, then call {@link #end}: until then a wrong field reads as null, 0, false or empty.
 */
public final class JsonInput {

  private final ObjectNode object;
  private final Set<String> known = new HashSet<>();
  private final FieldErrors errors = new FieldErrors();

  private JsonInput(ObjectNode object) {
    this.object = object;
  }

  /** Throws 415 unless the request says that its body is JSON. */
  public static void requireJson(RoutingContext ctx) {
    JsonBody.require(ctx);
  }

  /** The body of this request. Throws 415 when it is not JSON, 400 when it is not an object. */
  public static JsonInput of(RoutingContext ctx) {
    return new JsonInput(JsonBody.of(ctx));
  }

  /** Whether the field was sent, whatever it holds. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** A text of min to max characters; blank only when min is 0. */
  public String text(String name, int min, int max) {
    return read(name, true, (node, pointer) -> Texts.read(node, pointer, min, max, errors));
  }

  /** As {@link #text}; null when it was not sent. */
  public String optionalText(String name, int min, int max) {
    return read(name, false, (node, pointer) -> Texts.read(node, pointer, min, max, errors));
  }

  /** One of these words, exactly. */
  public String oneOf(String name, Collection<String> words) {
    return read(name, true, (node, pointer) -> Texts.oneOf(node, pointer, words, errors));
  }

  /** As {@link #oneOf}; {@code otherwise} when it was not sent. */
  public String oneOf(String name, Collection<String> words, String otherwise) {
    var word = read(name, false, (node, pointer) -> Texts.oneOf(node, pointer, words, errors));
    return word == null && !has(name) ? otherwise : word;
  }

  /** A date, {@code 2030-01-07}. */
  public LocalDate date(String name) {
    return read(name, true, (node, pointer) -> Texts.date(node, pointer, errors));
  }

  /** As {@link #date}; null when it was not sent. */
  public LocalDate optionalDate(String name) {
    return read(name, false, (node, pointer) -> Texts.date(node, pointer, errors));
  }

  /** A time of day, {@code 08:00}. */
  public LocalTime time(String name) {
    return read(name, true, (node, pointer) -> Texts.time(node, pointer, errors));
  }

  /** An instant with its offset, RFC 3339. */
  public Instant instant(String name) {
    return read(name, true, (node, pointer) -> Texts.instant(node, pointer, errors));
  }

  /** As {@link #instant}; null when it was not sent. */
  public Instant optionalInstant(String name) {
    return read(name, false, (node, pointer) -> Texts.instant(node, pointer, errors));
  }

  public UUID uuid(String name) {
    return read(name, true, (node, pointer) -> Texts.uuid(node, pointer, errors));
  }

  /** A whole number of min to max. */
  public int integer(String name, int min, int max) {
    var number = read(name, true, (node, pointer) -> integer(node, pointer, min, max));
    return number == null ? 0 : number;
  }

  /** As {@link #integer}; {@code otherwise} when it was not sent. */
  public int integer(String name, int min, int max, int otherwise) {
    var number = read(name, false, (node, pointer) -> integer(node, pointer, min, max));
    return number == null ? otherwise : number;
  }

  /** True or false; {@code otherwise} when it was not sent. */
  public boolean flag(String name, boolean otherwise) {
    var flag = read(name, false, (node, pointer) -> flag(node, pointer));
    return flag == null ? otherwise : flag;
  }

  /** A list of min to max texts, each of 1 to 200 characters. */
  public List<String> texts(String name, int min, int max) {
    var texts =
        list(name, true, min, max, (node, at) -> Texts.read(node, at, 1, Texts.ITEM_MAX, errors));
    return texts == null ? List.of() : texts;
  }

  /** As {@link #texts}; null when it was not sent. */
  public List<String> optionalTexts(String name, int min, int max) {
    return list(
        name, false, min, max, (node, at) -> Texts.read(node, at, 1, Texts.ITEM_MAX, errors));
  }

  /** A list of min to max UUIDs; null when it was not sent. */
  public List<UUID> optionalUuids(String name, int min, int max) {
    return list(name, false, min, max, (node, at) -> Texts.uuid(node, at, errors));
  }

  /** Where a feature adds what only it can tell, before {@link #end}. */
  public FieldErrors errors() {
    return errors;
  }

  /** Reports the fields that nobody asked for, and throws all errors together. */
  public void end() {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) errors.add(FieldErrors.pointer(name), "unknown");
            });
    errors.throwIfAny();
  }

  private <T> T read(String name, boolean needed, BiFunction<JsonNode, String, T> reader) {
    known.add(name);
    var node = object.get(name);
    var pointer = FieldErrors.pointer(name);
    if (node != null) return reader.apply(node, pointer);
    if (needed) errors.add(pointer, "required");
    return null;
  }

  private <T> List<T> list(
      String name, boolean needed, int min, int max, BiFunction<JsonNode, String, T> reader) {
    return read(
        name,
        needed,
        (node, pointer) -> {
          if (!node.isArray()) {
            errors.add(pointer, "list");
            return null;
          }
          if (node.size() < min || node.size() > max) {
            errors.add(pointer, "list-size", min, max);
            return null;
          }
          var items = new ArrayList<T>(node.size());
          for (int i = 0; i < node.size(); i++) {
            var item = reader.apply(node.get(i), pointer + "/" + i);
            if (item != null) items.add(item);
          }
          return items;
        });
  }

  private Integer integer(JsonNode node, String pointer, int min, int max) {
    if (!node.isIntegralNumber()) {
      errors.add(pointer, "integer");
    } else if (!node.canConvertToInt() || node.intValue() < min || node.intValue() > max) {
      errors.add(pointer, "integer-range", min, max);
    } else {
      return node.intValue();
    }
    return null;
  }

  private Boolean flag(JsonNode node, String pointer) {
    if (node.isBoolean()) return node.booleanValue();
    errors.add(pointer, "flag");
    return null;
  }
}
