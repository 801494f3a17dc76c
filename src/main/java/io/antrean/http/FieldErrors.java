package io.antrean.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with one request's input, all of it; said in the client's language. */
public final class FieldErrors {

  /** More than this is not listed: an answer must not be many times its question. */
  public static final int LISTED_MAX = 100;

  private record FieldError(String pointer, String key, Object[] words) {

    JsonObject in(Words language) {
      return new JsonObject()
          .put("pointer", pointer)
          .put("detail", language.text("field." + key, words));
    }
  }

  private final List<FieldError> errors = new ArrayList<>();

  /**
   * Adds an error at a JSON pointer ({@code /slots/0}; {@code ?limit} for a query parameter). The
   * text is {@code field.<key>} in {@code problems/}, its {0}, {1} … are {@code words}.
   */
  public void add(String pointer, String key, Object... words) {
    if (errors.size() < LISTED_MAX) errors.add(new FieldError(pointer, key, words.clone()));
  }

  public boolean isEmpty() {
    return errors.isEmpty();
  }

  /** Whether this field, or a part of it, has an error already. */
  public boolean has(String pointer) {
    return errors.stream()
        .anyMatch(e -> e.pointer.equals(pointer) || e.pointer.startsWith(pointer + "/"));
  }

  /** All errors as one {@code 400 invalid-request}. */
  public Problem problem() {
    var listed = List.copyOf(errors);
    return Problem.of(400, "invalid-request")
        .spoken(
            "errors", language -> new JsonArray(listed.stream().map(e -> e.in(language)).toList()));
  }

  /** Throws {@link #problem} if anything was added. */
  public void throwIfAny() {
    if (!isEmpty()) throw problem().asException();
  }

  /** The pointer of a member, escaped as RFC 6901 says. */
  public static String pointer(String member) {
    return "/" + member.replace("~", "~0").replace("/", "~1");
  }
}
