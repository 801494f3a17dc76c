package io.antrean.admission;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.RoutingContext;
import java.util.function.UnaryOperator;

/**
 * Stands before a log-in's password is looked at: a log-in name that had too many wrong ones hears
 * {@code 429}, whatever the address, and costs no hash. Every log-in takes a permit, so that
 * guesses that are made at once count; one that does not end with a wrong password gives it back.
 */
public final class WrongPasswords implements Handler<RoutingContext> {

  private static final int WRONG = 401;

  private final RateLimits limits;
  private final UnaryOperator<String> oneSpelling;

  /** {@code oneSpelling} makes of a log-in name the one that accounts are kept under. */
  public WrongPasswords(RateLimits limits, UnaryOperator<String> oneSpelling) {
    this.limits = limits;
    this.oneSpelling = oneSpelling;
  }

  @Override
  public void handle(RoutingContext ctx) {
    var limit = limits.wrongPasswords;
    var name = limit.isOn() ? name(ctx) : null;
    if (name == null) {
      ctx.next();
      return;
    }
    var left = limit.take(name);
    if (left < 0) {
      limit.refuse(ctx, left);
      return;
    }
    ctx.addEndHandler(
        end -> {
          if (wasNotWrong(ctx, end)) limit.giveBack(name);
        });
    ctx.next();
  }

  /** Who leaves before the answer has guessed all the same. */
  private static boolean wasNotWrong(RoutingContext ctx, AsyncResult<Void> end) {
    return end.succeeded() && ctx.response().getStatusCode() != WRONG;
  }

  /** The name; null when the body has none, which the log-in itself refuses. */
  private String name(RoutingContext ctx) {
    try {
      var body = ctx.body().asJsonObject();
      return body != null && body.getValue("login") instanceof String text
          ? oneSpelling.apply(text)
          : null;
    } catch (DecodeException | ClassCastException none) {
      return null;
    }
  }
}
