package io.antrean.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * A refusal or failure as RFC 9457 problem+json. The name is the last part of its type, and the key
 * of its title and detail in {@code problems/}, in the language that the client accepts.
 */
public final class Problem {

  private final int status;
  private final String name;
  private final JsonObject members = new JsonObject();
  private Object[] words = {};
  private long retryAfterSeconds;

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

  /** What the detail's {0}, {1} … stand for. */
  public Problem words(Object... values) {
    words = values.clone();
    return this;
  }

  /** When to try again, rounded up to whole seconds, at least one. */
  public Problem retryAfter(Duration wait) {
    retryAfterSeconds = Math.max(1, (wait.toMillis() + 999) / 1000);
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
    var response = ctx.response();
    if (response.headWritten() || response.ended()) return;
    var text = Words.of(ctx).problem(name, words);
    var body =
        new JsonObject()
            .put("type", "/problems/" + name)
            .put("title", text.title())
            .put("status", status)
            .put("detail", text.detail())
            .mergeIn(members);
    if (retryAfterSeconds > 0) response.putHeader("Retry-After", Long.toString(retryAfterSeconds));
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/problem+json")
        .putHeader("Content-Language", text.language())
        .putHeader("Cache-Control", "no-store")
        .end(body.toBuffer());
  }
}
