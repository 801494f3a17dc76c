package io.antrean.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An OpenAPI 3.1 document as the judge of real answers. It finds what is wrong with an answer by
 * the schemas of the document itself, formats included; no finding means that it is as promised.
 */
public final class OpenApi {

  private static final String IRI = "https://antrean.invalid/openapi.json";
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete");

  /** Headers that mean something here: one that is sent must be documented. */
  private static final List<String> HEADERS =
      List.of("Server-Time-Ms", "Location", "ETag", "Retry-After", "WWW-Authenticate");

  /** One operation of the document; {@code at} is its JSON pointer. */
  public record Operation(String id, String method, String path, String at) {}

  private record Place(String at, JsonNode node) {}

  private final JsonNode document;
  private final SchemaRegistry registry;
  private final List<Operation> operations = new ArrayList<>();

  public OpenApi(String yaml) {
    try {
      // Through a Map, so that the anchors of YAML are gone.
      document = YAML.valueToTree(YAML.readValue(yaml, OBJECT));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("This is not YAML", e);
    }
    var strict = SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder ->
                builder.schemaRegistryConfig(strict).schemas(Map.of(IRI, document.toString())));
    for (var path : document.get("paths").properties()) {
      for (var method : METHODS) {
        if (!path.getValue().has(method)) continue;
        var at = "/paths/" + escape(path.getKey()) + "/" + method;
        var id = document.at(at + "/operationId").asText();
        operations.add(new Operation(id, method.toUpperCase(), path.getKey(), at));
      }
    }
  }

  public List<Operation> operations() {
    return List.copyOf(operations);
  }

  public Operation operation(String id) {
    return operations.stream().filter(o -> o.id.equals(id)).findFirst().orElseThrow();
  }

  /** The node at a JSON pointer. */
  public JsonNode at(String pointer) {
    return document.at(pointer);
  }

  /** The statuses that the document gives an operation, {@code default} left out. */
  public List<Integer> statuses(Operation operation) {
    var statuses = new ArrayList<Integer>();
    for (var entry : document.at(operation.at + "/responses").properties()) {
      if (!entry.getKey().equals("default")) statuses.add(Integer.valueOf(entry.getKey()));
    }
    return statuses;
  }

  /** What is wrong with this answer to this operation. */
  public List<String> findings(Operation operation, int status, HttpHeaders headers, String body) {
    var responses = operation.at + "/responses/";
    var known = statuses(operation).contains(status);
    var response = resolve(responses + (known ? status : "default"));
    var findings = new ArrayList<String>();
    content(response, headers.firstValue("Content-Type").orElse(""), body, findings);
    headers(response, headers, known, findings);
    return findings.stream()
        .map(f -> operation.id + " " + status + ": " + f + "\n  " + body)
        .toList();
  }

  private void content(Place response, String contentType, String body, List<String> findings) {
    var type = contentType.split(";")[0];
    var content = response.node.path("content");
    if (content.isMissingNode()) {
      if (!body.isEmpty()) findings.add("no content is documented");
    } else if (!content.has(type)) {
      findings.add("the media type \"" + type + "\" is not documented");
    } else {
      var schema = response.at + "/content/" + escape(type) + "/schema";
      findings.addAll(findings(schema, type.endsWith("json") ? json(body) : text(body)));
    }
  }

  private void headers(Place response, HttpHeaders sent, boolean all, List<String> findings) {
    var documented = new TreeMap<String, Place>(String.CASE_INSENSITIVE_ORDER);
    for (var name : response.node.path("headers").properties()) {
      documented.put(name.getKey(), resolve(response.at + "/headers/" + escape(name.getKey())));
    }
    for (var header : documented.entrySet()) {
      var value = sent.firstValue(header.getKey()).orElse(null);
      var place = header.getValue();
      if (value != null) findings.addAll(findings(place.at + "/schema", value(value, place)));
      else if (place.node.path("required").asBoolean()) findings.add("no " + header.getKey());
    }
    if (!all) return;
    for (var name : HEADERS) {
      if (sent.firstValue(name).isPresent() && !documented.containsKey(name)) {
        findings.add(name + " is not documented");
      }
    }
  }

  private static JsonNode value(String text, Place header) {
    var whole = header.node.at("/schema/type").asText().equals("integer");
    return whole && text.matches("[0-9]{1,18}")
        ? LongNode.valueOf(Long.parseLong(text))
        : text(text);
  }

  /** What is wrong with a value by the schema at this pointer. */
  public List<String> findings(String schema, JsonNode value) {
    return registry.getSchema(SchemaLocation.of(IRI + "#" + schema)).validate(value).stream()
        .map(error -> error.toString() + " (" + schema + ")")
        .toList();
  }

  /** Follows one {@code $ref}, as responses, headers and parameters have it. */
  private Place resolve(String at) {
    var node = document.at(at);
    if (!node.has("$ref")) return new Place(at, node);
    var to = node.get("$ref").asText().substring(1);
    return new Place(to, document.at(to));
  }

  /** The node at this pointer, its {@code $ref} followed. */
  public JsonNode resolved(String at) {
    return resolve(at).node;
  }

  /** Reads JSON; what is none becomes a text, which no schema of an object accepts. */
  public static JsonNode json(String text) {
    try {
      return YAML.readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text);
    }
  }

  private static JsonNode text(String text) {
    return TextNode.valueOf(text);
  }

  /** A key as a part of a JSON pointer. */
  public static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** Whether a path of a request is one of this template. */
  public static boolean matches(String template, String path) {
    var regex = Pattern.quote(template).replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q");
    return path.matches(regex);
  }
}
