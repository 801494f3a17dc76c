package io.antrean.account;

import io.antrean.http.FieldErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * POST /api/v1/load-test/persons: made-up persons in bulk, as a stream of CSV. It is only there
 * when the installation allows load tests.
 */
public final class LoadTestRoutes {

  /** More persons than this are asked for in several requests. */
  static final int COUNT_MAX = 1_000_000;

  private static final String HEADER = "token,person\n";

  private final LoadTestPersons persons;
  private final Authenticator authenticator;
  private final boolean allowed;

  public LoadTestRoutes(LoadTestPersons persons, Authenticator authenticator, boolean allowed) {
    this.persons = persons;
    this.authenticator = authenticator;
    this.allowed = allowed;
  }

  public void mount(Router api) {
    if (allowed) api.post("/api/v1/load-test/persons").handler(this::make);
  }

  private void make(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var count = count(ctx);
    ctx.response()
        .setChunked(true)
        .putHeader("Content-Type", "text/csv; charset=utf-8")
        .putHeader("Cache-Control", "no-store");
    write(ctx, Buffer.buffer(HEADER), count);
  }

  /** One batch after the other: the next is made when the client has taken this one. */
  private void next(RoutingContext ctx, int left) {
    if (ctx.response().closed()) return;
    if (left == 0) {
      ctx.response().end();
      return;
    }
    var batch = Math.min(left, LoadTestPersons.BATCH_MAX);
    persons.make(batch).onSuccess(lines -> write(ctx, lines, left - batch)).onFailure(ctx::fail);
  }

  /** A client that went away ends the work, and is no failure of ours. */
  private void write(RoutingContext ctx, Buffer lines, int left) {
    ctx.response()
        .write(lines)
        .onSuccess(taken -> next(ctx, left))
        .onFailure(gone -> ctx.response().reset());
  }

  private static int count(RoutingContext ctx) {
    var errors = new FieldErrors();
    var text = ctx.queryParams().get("count");
    var count = 0;
    if (text == null) {
      errors.add("?count", "required");
    } else if (!text.matches("[0-9]{1,9}")) {
      errors.add("?count", "integer-range", 1, COUNT_MAX);
    } else {
      count = Integer.parseInt(text);
      if (count < 1 || count > COUNT_MAX) errors.add("?count", "integer-range", 1, COUNT_MAX);
    }
    errors.throwIfAny();
    return count;
  }
}
