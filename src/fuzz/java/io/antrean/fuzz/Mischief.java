package io.antrean.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Spoils a body: first its values, as text that stays JSON, then perhaps the text itself. */
final class Mischief {

  /** A body, what was done to it, and whether it is no JSON that anybody should take. */
  record Spoilt(byte[] body, List<String> what, boolean broken) {}

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final String HERE = "@@here@@";

  private final Random random;
  private final List<String> what = new ArrayList<>();

  Mischief(Random random) {
    this.random = random;
  }

  /** The body as JSON that names nothing twice, or null. */
  static JsonNode read(String body) {
    try {
      return MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Changes one to three things of a good body. */
  Spoilt values(JsonNode good) {
    var body = good;
    var text = good.toString();
    for (int left = 1 + random.nextInt(3); left > 0 && body != null; left--) {
      text = once(body.deepCopy());
      body = read(text);
    }
    return new Spoilt(text.getBytes(StandardCharsets.UTF_8), what, body == null);
  }

  /** Puts an odd value into one place, or takes a member away, or adds one, or says one twice. */
  private String once(JsonNode body) {
    var place = place(body);
    if (!(place instanceof ObjectNode object) || object.isEmpty()) {
      if (place instanceof ArrayNode array && !array.isEmpty()) {
        array.set(random.nextInt(array.size()), HERE);
        return filled(body, "item");
      }
      what.add("another body");
      return Texts.value(random);
    }
    var names = new ArrayList<String>();
    object.fieldNames().forEachRemaining(names::add);
    var name = Texts.of(random, names);
    switch (random.nextInt(6)) {
      case 0 -> {
        object.remove(name);
        what.add("no " + name);
        return body.toString();
      }
      case 1 -> {
        object.put(Texts.of(random, List.of("more", "", "__proto__", "Slots", "id")), HERE);
        return filled(body, "one more");
      }
      case 2 -> {
        what.add(name + " twice");
        var pair = '"' + name + "\":" + object.get(name);
        return body.toString().replace(pair, pair + "," + pair);
      }
      default -> {
        object.put(name, HERE);
        return filled(body, name);
      }
    }
  }

  /** An object or an array of the body, the body itself most of all. */
  private JsonNode place(JsonNode body) {
    if (!body.isContainerNode() || random.nextInt(3) > 0) return body;
    var within = new ArrayList<JsonNode>();
    for (var child : body) if (child.isContainerNode()) within.add(child);
    return within.isEmpty() ? body : Texts.of(random, within);
  }

  private String filled(JsonNode body, String where) {
    var value = Texts.value(random);
    what.add(where + " is " + value.substring(0, Math.min(40, value.length())));
    return body.toString().replace('"' + HERE + '"', value);
  }

  /** Makes a text of it that is no JSON in UTF-8. */
  Spoilt text(JsonNode good) {
    var text = good.toString();
    var half = text.substring(0, random.nextInt(text.length()));
    var bytes =
        switch (random.nextInt(12)) {
          case 0 -> said("cut off", half);
          case 1 ->
              said("something after it", text + Texts.of(random, List.of("x", "{}", ",", "]")));
          case 2 -> said("a byte order mark", "\ufeff" + text);
          case 3 -> said("a comment", "/* x */" + text);
          case 4 -> said("single quotes", text.replace('"', '\'') + "'");
          case 5 -> said("not a number", "{\"capacity\":NaN,\"x\":Infinity}");
          case 6 -> said("an empty body", "");
          case 7 ->
              said("a bare word", Texts.of(random, List.of("nul", "nullnull", "undefined", "-")));
          case 8 -> said("a raw control character", "{\"reason\":\"a\u0001b\"}");
          case 9 -> said("too large", "{\"reason\":\"" + "x".repeat(17_000) + "\"}");
          case 10 -> utf16(text);
          default -> wrongBytes(text);
        };
    return new Spoilt(bytes, what, true);
  }

  private byte[] said(String how, String text) {
    what.add(how);
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] utf16(String text) {
    what.add("UTF-16");
    return text.getBytes(StandardCharsets.UTF_16);
  }

  private byte[] wrongBytes(String text) {
    what.add("bytes that are no UTF-8");
    var bytes = ("{\"reason\":\"??\"," + text.substring(1)).getBytes(StandardCharsets.UTF_8);
    bytes[11] = (byte) 0xc3;
    bytes[12] = (byte) 0x28;
    return bytes;
  }
}
