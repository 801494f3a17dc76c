package io.antrean.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is asked for: {@code ?limit=50&after=<next of the page before>}. A page
 * begins after a key, not at a count, so that it stays right while the list grows.
 *
 * @param after the key of the last item seen, or null at the beginning
 */
public record Paging(int limit, String after) {

  public static final int LIMIT_DEFAULT = 50;
  public static final int LIMIT_MAX = 200;

  private static final int CURSOR_MAX = 400;

  /** Reads the query; throws 400 for a limit that is not 1 to 200, or a cursor not of ours. */
  public static Paging of(RoutingContext ctx) {
    var errors = new FieldErrors();
    var limit = limit(ctx.queryParams().get("limit"));
    if (limit == 0) errors.add("?limit", "integer-range", 1, LIMIT_MAX);
    var cursor = ctx.queryParams().get("after");
    var after = cursor == null ? null : key(cursor);
    if (cursor != null && after == null) errors.add("?after", "cursor");
    errors.throwIfAny();
    return new Paging(limit, after);
  }

  /**
   * The number of the last item seen, in a list whose keys are numbers, or {@code first} at the
   * beginning; what is no number is written down in {@code errors}.
   */
  public long number(long first, FieldErrors errors) {
    if (after == null) return first;
    if (after.matches("[0-9]{1,18}")) return Long.parseLong(after);
    errors.add("?after", "cursor");
    return first;
  }

  /** The same, where nothing else can be wrong: throws 400. */
  public long number(long first) {
    var errors = new FieldErrors();
    var number = number(first, errors);
    errors.throwIfAny();
    return number;
  }

  /** How many rows to ask for: one more than the page shows tells whether there is a next. */
  public int rows() {
    return limit + 1;
  }

  /**
   * {@code {"items": […], "next": …}} of up to {@link #rows} rows in order of their keys; {@code
   * next} is null on the last page.
   */
  public <T> JsonObject page(List<T> rows, Function<T, String> key, Function<T, JsonObject> json) {
    var shown = rows.size() > limit ? rows.subList(0, limit) : rows;
    var items = new JsonArray();
    for (var row : shown) items.add(json.apply(row));
    var more = rows.size() > limit;
    return new JsonObject()
        .put("items", items)
        .put("next", more ? cursor(key.apply(shown.get(limit - 1))) : null);
  }

  private static int limit(String text) {
    if (text == null) return LIMIT_DEFAULT;
    if (!text.matches("[0-9]{1,4}")) return 0;
    var limit = Integer.parseInt(text);
    return limit > LIMIT_MAX ? 0 : limit;
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  private static String key(String cursor) {
    if (cursor.isEmpty() || cursor.length() > CURSOR_MAX) return null;
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      var key = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return key.indexOf('\0') < 0 ? key : null;
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return null;
    }
  }
}
