package io.antrean.account;

import io.antrean.http.FieldErrors;
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
    var response =
        ctx.response()
            .setChunked(true)
            .putHeader("Content-Type", "text/csv; charset=utf-8")
            .putHeader("Cache-Control", "no-store");
    response
        .write(HEADER)
        .onSuccess(begun -> next(ctx, count))
        .onFailure(failure -> stop(ctx, failure));
  }

  /** One batch after the other: the next is made when the client has taken this one. */
  private void next(RoutingContext ctx, int left) {
    var response = ctx.response();
    if (response.closed()) return;
    if (left == 0) {
      response.end();
      return;
    }
    var batch = Math.min(left, LoadTestPersons.BATCH_MAX);
    persons
        .make(batch)
        .compose(response::write)
        .onSuccess(written -> next(ctx, left - batch))
        .onFailure(failure -> stop(ctx, failure));
  }

  /** A client that went away ends the work, and is no failure of ours. */
  private static void stop(RoutingContext ctx, Throwable failure) {
    if (!ctx.response().closed()) ctx.fail(failure);
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
