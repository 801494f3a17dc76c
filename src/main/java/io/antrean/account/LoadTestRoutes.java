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
    var errors = new FieldErrors();
    var count = number(ctx, "count", COUNT_MAX, errors);
    var inFamilies = ctx.queryParams().contains("family");
    var family = inFamilies ? number(ctx, "family", Caller.PERSONS_MAX, errors) : 1;
    errors.throwIfAny();
    ctx.response()
        .setChunked(true)
        .putHeader("Content-Type", "text/csv; charset=utf-8")
        .putHeader("Cache-Control", "no-store");
    write(ctx, Buffer.buffer(HEADER), count, family);
  }

  /** One batch after the other: the next is made when the client has taken this one. */
  private void next(RoutingContext ctx, int left, int family) {
    if (ctx.response().closed()) return;
    if (left == 0) {
      ctx.response().end();
      return;
    }
    // Whole families, so that none of them is parted by a batch's end.
    var batch = Math.min(left, LoadTestPersons.BATCH_MAX / family * family);
    persons
        .make(batch, family)
        .onSuccess(lines -> write(ctx, lines, left - batch, family))
        .onFailure(ctx::fail);
  }

  /** A client that went away ends the work, and is no failure of ours. */
  private void write(RoutingContext ctx, Buffer lines, int left, int family) {
    ctx.response()
        .write(lines)
        .onSuccess(taken -> next(ctx, left, family))
        .onFailure(gone -> ctx.response().reset());
  }

  /** A parameter from 1 to its bound; what is wrong with it is among the errors. */
  private static int number(RoutingContext ctx, String name, int max, FieldErrors errors) {
    var text = ctx.queryParams().get(name);
    if (text == null) {
      errors.add("?" + name, "required");
      return 0;
    }
    var value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    if (value < 1 || value > max) errors.add("?" + name, "integer-range", 1, max);
    return value;
  }
}
