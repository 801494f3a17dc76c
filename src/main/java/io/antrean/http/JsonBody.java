package io.antrean.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A request's body as one JSON object: UTF-8, no name twice, nothing after it. */
final class JsonBody {

  private static final int DEPTH_MAX = 16;

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private JsonBody() {}

  /** The body, or a ProblemException: 415 for another type, 400 for what is not such an object. */
  static ObjectNode of(RoutingContext ctx) {
    require(ctx);
    var node = parse(ctx.body().buffer());
    if (node instanceof ObjectNode object) return object;
    throw refused("object");
  }

  /** Throws 415 unless the request says that its body is JSON. */
  static void require(RoutingContext ctx) {
    if (!isJson(ctx.request().getHeader("Content-Type"))) {
      throw Problem.of(415, "unsupported-media-type").words("application/json").asException();
    }
  }

  private static boolean isJson(String contentType) {
    if (contentType == null) return false;
    var parts = contentType.toLowerCase(Locale.ROOT).split(";", 2);
    if (!parts[0].trim().equals("application/json")) return false;
    if (parts.length == 1) return true;
    var parameter = parts[1].replace("\"", "").replace(" ", "");
    return parameter.isEmpty() || parameter.equals("charset=utf-8");
  }

  private static JsonNode parse(Buffer body) {
    if (body == null || body.length() == 0) throw refused("object");
    try {
      var bytes = ByteBuffer.wrap(body.getBytes());
      // A decoder that reports: Jackson alone would guess UTF-16, and pass some wrong bytes.
      var text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return READER.readTree(text);
    } catch (CharacterCodingException e) {
      throw refused("utf-8");
    } catch (JsonProcessingException e) {
      var duplicate = e.getOriginalMessage().startsWith("Duplicate field");
      throw refused(duplicate ? "duplicate" : "json");
    }
  }

  private static ProblemException refused(String key) {
    var errors = new FieldErrors();
    errors.add("", key);
    return errors.problem().asException();
  }
}
