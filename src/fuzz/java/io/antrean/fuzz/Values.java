package io.antrean.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.antrean.fuzz.Known.Caller;
import io.antrean.support.OpenApi;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Makes values that a schema of openapi.yaml accepts, and that mean something to the server. */
final class Values {

  private static final LocalDate FIRST_DAY = LocalDate.of(2031, 1, 6);
  private static final List<String> SLOTS =
      List.of("T08:00", "T08:15", "T08:30", "T08:45", "T09:00", "T12:00");

  private final OpenApi contract;
  private final Known known;
  private final Random random;
  private final Caller caller;
  private String days = "day";

  Values(OpenApi contract, Known known, Random random, Caller caller) {
    this.contract = contract;
    this.known = known;
    this.random = random;
    this.caller = caller;
  }

  /** The request is about this release: mostly its own slots are meant. */
  void isOf(String release) {
    if (known.one(Known.dayOf(release), random) != null) days = Known.dayOf(release);
  }

  /** A value for the schema at this pointer, of a member or a parameter of this name. */
  JsonNode good(String at, String name) {
    var schema = contract.at(at);
    if (schema.has("$ref")) return good(schema.get("$ref").asText().substring(1), name);
    // Visits are looked at that were changed a few times.
    if (name.equals("version")) return IntNode.valueOf(random.nextInt(4));
    var meant = meant(name);
    if (meant != null && random.nextInt(8) > 0) return meant;
    for (var choice : List.of("oneOf", "anyOf", "allOf")) {
      var many = schema.path(choice).size();
      if (many > 0) return good(at + "/" + choice + "/" + random.nextInt(many), name);
    }
    if (schema.has("const")) return schema.get("const");
    if (schema.has("enum")) {
      return schema.get("enum").get(random.nextInt(schema.get("enum").size()));
    }
    return byType(at, name, schema);
  }

  private JsonNode byType(String at, String name, JsonNode schema) {
    return switch (type(schema)) {
      case "object" -> object(at, schema);
      case "array" -> array(at, name, schema);
      case "boolean" -> BooleanNode.valueOf(random.nextBoolean());
      case "integer" -> IntNode.valueOf(whole(schema));
      case "number" -> DecimalNode.valueOf(BigDecimal.valueOf(whole(schema)));
      case "null" -> JsonNodeFactory.instance.nullNode();
      default -> TextNode.valueOf(text(schema));
    };
  }

  private String type(JsonNode schema) {
    var type = schema.path("type");
    if (type.isArray()) return type.get(random.nextInt(type.size())).asText();
    return type.asText(schema.has("properties") ? "object" : "string");
  }

  private JsonNode object(String at, JsonNode schema) {
    var examples = schema.path("examples");
    if (examples.size() > 0 && random.nextInt(3) == 0) return examples.get(0);
    var object = JsonNodeFactory.instance.objectNode();
    var required = schema.path("required").toString();
    for (var member : schema.path("properties").properties()) {
      var name = member.getKey();
      if (!required.contains('"' + name + '"') && random.nextInt(3) > 0) continue;
      object.set(name, good(at + "/properties/" + OpenApi.escape(name), name));
    }
    return object;
  }

  private JsonNode array(String at, String name, JsonNode schema) {
    var array = JsonNodeFactory.instance.arrayNode();
    var max = Math.min(4, schema.path("maxItems").asInt(4));
    var size = Math.max(schema.path("minItems").asInt(0), 1 + random.nextInt(max));
    for (int i = 0; i < size; i++) {
      var item = good(at + "/items", name + "[]");
      if (!array.toString().contains(item.toString())) array.add(item);
    }
    return array;
  }

  private int whole(JsonNode schema) {
    var min = schema.path("minimum").asInt(0);
    var max = Math.min(min + 30L, schema.path("maximum").asLong(min + 30L));
    return random.nextInt(min, (int) max + 1);
  }

  private String text(JsonNode schema) {
    switch (schema.path("format").asText()) {
      case "uuid" -> {
        return uuid();
      }
      case "date" -> {
        return day().toString();
      }
      case "date-time" -> {
        return day() + "T07:00:00Z";
      }
      default -> {
        // By example, pattern or length.
      }
    }
    if (schema.path("examples").size() > 0 && random.nextBoolean()) {
      return schema.at("/examples/0").asText();
    }
    var made = schema.has("pattern") ? Regex.text(schema.get("pattern").asText(), random) : null;
    if (made != null) return made;
    var min = Math.max(1, schema.path("minLength").asInt(1));
    var max = Math.min(min + 20, schema.path("maxLength").asInt(min + 20));
    return "Siti Aminah binti Ōåß 学"
        .repeat(1 + max / 20)
        .substring(0, random.nextInt(min, max + 1));
  }

  private LocalDate day() {
    return FIRST_DAY.plusDays(random.nextInt(3_000));
  }

  /** The same for the same choices, so not the JDK's random one. */
  String uuid() {
    var low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
    return new UUID(random.nextLong() & ~0xf000L | 0x4000L, low).toString();
  }

  /** What the server knows by this name, or would take; null when the name says nothing. */
  private JsonNode meant(String name) {
    var text =
        switch (name) {
          case "slots[]" ->
              known.one(random.nextInt(9) == 0 ? "day" : days, random) + Texts.of(random, SLOTS);
          case "party[]", "persons[]" ->
              caller.persons().isEmpty() ? uuid() : Texts.of(random, caller.persons());
          case "url" -> Texts.of(random, List.of("http://127.0.0.1:9/x", "https://127.0.0.1:9/"));
          case "id" -> "fuzz-" + random.nextInt(1_000);
          case "login" ->
              random.nextInt(4) == 0 ? "ani" : "f" + random.nextInt(500) + "@example.org";
          case "password", "newPassword" ->
              Texts.of(random, List.of("ani-demo", "correct horse battery"));
          case "zone" -> Texts.of(random, List.of("Asia/Jakarta", "Asia/Jayapura", "UTC"));
          case "from", "to" -> FIRST_DAY.plusDays(random.nextInt(40)).toString();
          case "dayStarts" -> "08:00";
          case "dayEnds" -> "09:00";
          case "opensAt" -> Texts.of(random, List.of("2025-01-01T00:00:00Z", day() + "T00:00:00Z"));
          case "nik" -> "62020157039" + "%05d".formatted(random.nextInt(100_000));
          default -> known.one(name, random);
        };
    return text == null ? null : TextNode.valueOf(text);
  }
}
