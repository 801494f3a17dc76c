package io.antrean;

import com.fasterxml.jackson.databind.JsonNode;
import io.antrean.support.OpenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Walks an OpenAPI document. */
final class OpenApiNodes {

  /** A value that the document shows, and the pointer of the schema that it is shown for. */
  record Example(String schema, JsonNode value) {}

  private OpenApiNodes() {}

  static Stream<JsonNode> children(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false);
  }

  static List<String> texts(JsonNode list) {
    return children(list).map(JsonNode::asText).toList();
  }

  /** The pointers that a schema refers to, itself or in its oneOf. */
  static Stream<String> refs(JsonNode schema) {
    return Stream.concat(Stream.of(schema), children(schema.path("oneOf")))
        .filter(s -> s.has("$ref"))
        .map(s -> s.get("$ref").asText().substring(1));
  }

  /** All examples at or below a node: of schemas, of media types, of parameters and headers. */
  static List<Example> examples(JsonNode node, String at) {
    var found = new ArrayList<Example>();
    if (node.has("schema")) {
      if (node.has("example")) found.add(new Example(at + "/schema", node.get("example")));
      for (var named : node.path("examples")) {
        found.add(new Example(at + "/schema", named.get("value")));
      }
    } else if (node.path("examples").isArray()) {
      for (var value : node.get("examples")) found.add(new Example(at, value));
      return found;
    }
    if (node.isObject()) {
      for (var member : node.properties()) {
        found.addAll(examples(member.getValue(), at + "/" + OpenApi.escape(member.getKey())));
      }
    } else {
      for (int i = 0; i < node.size(); i++) found.addAll(examples(node.get(i), at + "/" + i));
    }
    return found;
  }
}
