package io.antrean.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A refusal or failure as RFC 9457 problem+json. The name is the last part of its type, and the key
 * of its title and detail in {@code problems/}, in the language that the client accepts.
 */
public final class Problem {

  private static final int TOO_EARLY = 425;
  private static final CharSequence PROBLEM_JSON =
      HttpHeaders.createOptimized("application/problem+json");
  private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

  private final int status;
  private final String name;
  private final JsonObject members = new JsonObject();
  private final Map<String, Function<Words, Object>> spoken = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Object[] words = {};
  private String detail;
  private Map<String, Buffer> written;

  private Problem(int status, String name) {
    this.status = status;
    this.name = name;
  }

  /** A problem of this HTTP status; {@code name} has a title and a detail in every language. */
  public static Problem of(int status, String name) {
    return new Problem(status, name);
  }

  /** Adds a member beside type, title, status and detail; null stays in the answer as null. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds a member whose value depends on the language; it is made when the problem is sent. */
  Problem spoken(String member, Function<Words, Object> value) {
    spoken.put(member, value);
    return this;
  }

  /** What the detail's {0}, {1} … stand for. */
  public Problem words(Object... values) {
    words = values.clone();
    return this;
  }

  /** Says the text of this key of {@code problems/} instead of the name's own detail. */
  public Problem detail(String key) {
    detail = key;
    return this;
  }

  /** When to try again, rounded up to whole seconds, at least one. */
  public Problem retryAfter(Duration wait) {
    return header("Retry-After", Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000)));
  }

  /** Adds a header to the answer, {@code WWW-Authenticate} or {@code Allow} say. */
  public Problem header(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** To be sent many times: what it says is written once for each language. One event loop's. */
  public Problem kept() {
    written = new HashMap<>(2);
    return this;
  }

  public int status() {
    return status;
  }

  public String name() {
    return name;
  }

  /** The same problem as a throwable, for a Future or a handler that can not go on. */
  public ProblemException asException() {
    return new ProblemException(this);
  }

  /** Answers the request with this problem; does nothing when the answer has begun. */
  public void send(RoutingContext ctx) {
    send(ctx.request());
  }

  /** Answers a request that has reached no route. */
  public void send(HttpServerRequest request) {
    var response = request.response();
    if (response.headWritten() || response.ended() || response.closed()) return;
    var language = Words.of(request);
    var body = written == null ? write(language) : writtenIn(language);
    headers.forEach(response::putHeader);
    // Netty calls it by the name of a draft of WebDAV; RFC 8470 named it otherwise.
    if (status == TOO_EARLY) response.setStatusMessage("Too Early");
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, PROBLEM_JSON)
        .putHeader(HttpHeaders.CONTENT_LANGUAGE, language.tag())
        .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
        .end(body);
  }

  private Buffer writtenIn(Words language) {
    return written.computeIfAbsent(language.tag(), tag -> write(language));
  }

  private Buffer write(Words language) {
    var text = language.problem(name, words);
    var body =
        new JsonObject()
            .put("type", "/problems/" + name)
            .put("title", text.title())
            .put("status", status)
            .put("detail", detail == null ? text.detail() : language.text(detail, words))
            .mergeIn(members);
    spoken.forEach((member, value) -> body.put(member, value.apply(language)));
    return body.toBuffer();
  }
}
