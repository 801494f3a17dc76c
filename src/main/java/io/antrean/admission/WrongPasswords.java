package io.antrean.admission;

import io.antrean.account.Authenticator;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.json.DecodeException;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Stands before a secret is looked at, a password or a code: who had too many wrong ones hears
 * {@code 429}, whatever the address, and costs no hash. It goes by the log-in name in the body, or
 * by the account that is logged in. Every attempt takes a permit, so that guesses that are made at
 * once count; one that does not end with a refusal gives it back.
 */
public final class WrongPasswords implements Handler<RoutingContext> {

  /** A wrong log-in; a wrong password or code; somebody whose name does not fit their number. */
  private static final Set<Integer> WRONG = Set.of(401, 403, 409);

  private final RateLimits limits;
  private final Function<RoutingContext, String> whose;

  private WrongPasswords(RateLimits limits, Function<RoutingContext, String> whose) {
    this.limits = limits;
    this.whose = whose;
  }

  /** {@code oneSpelling} makes of a log-in name the one that accounts are kept under. */
  public static WrongPasswords ofLogin(RateLimits limits, UnaryOperator<String> oneSpelling) {
    return new WrongPasswords(limits, ctx -> name(ctx, oneSpelling));
  }

  /** By the account of the request's token. */
  public static WrongPasswords ofCaller(RateLimits limits, Authenticator authenticator) {
    return new WrongPasswords(
        limits,
        ctx -> {
          var caller = authenticator.caller(ctx);
          return caller == null ? null : "account " + caller.account();
        });
  }

  @Override
  public void handle(RoutingContext ctx) {
    var limit = limits.wrongPasswords;
    var name = limit.isOn() ? whose.apply(ctx) : null;
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
    return end.succeeded() && !WRONG.contains(ctx.response().getStatusCode());
  }

  /** The name; null when the body has none, which the route itself refuses. */
  private static String name(RoutingContext ctx, UnaryOperator<String> oneSpelling) {
    try {
      var body = ctx.body().asJsonObject();
      return body != null && body.getValue("login") instanceof String text
          ? "login " + oneSpelling.apply(text)
          : null;
    } catch (DecodeException | ClassCastException none) {
      return null;
    }
  }
}
