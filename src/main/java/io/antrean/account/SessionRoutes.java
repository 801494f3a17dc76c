package io.antrean.account;

import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * POST /api/v1/sessions logs in, DELETE logs out everywhere; POST …/renewals gives a fresh token
 * for one that is valid.
 */
public final class SessionRoutes {

  private final Sessions sessions;
  private final Authenticator authenticator;
  private final Handler<RoutingContext> guard;

  /** {@code guard} sees each log-in first, and may refuse it. */
  public SessionRoutes(
      Sessions sessions, Authenticator authenticator, Handler<RoutingContext> guard) {
    this.sessions = sessions;
    this.authenticator = authenticator;
    this.guard = guard;
  }

  public void mount(Router api) {
    api.post("/api/v1/sessions").handler(guard).handler(this::logIn);
    api.delete("/api/v1/sessions").handler(this::endAll);
    api.post("/api/v1/sessions/renewals").handler(this::renew);
  }

  private void logIn(RoutingContext ctx) {
    var input = JsonInput.of(ctx);
    var login = input.text("login", 1, Account.LOGIN_MAX);
    var password = input.text("password", 1, Passwords.LENGTH_MAX);
    input.end();
    answer(ctx, sessions.logIn(login, password));
  }

  private void renew(RoutingContext ctx) {
    answer(ctx, sessions.renew(authenticator.require(ctx)));
  }

  private void endAll(RoutingContext ctx) {
    sessions
        .endAll(authenticator.require(ctx).account())
        .onSuccess(
            ended -> {
              if (ended) ctx.response().setStatusCode(204).end();
              else PersonRoutes.gone().send(ctx);
            })
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, Future<Session> session) {
    session
        .onSuccess(
            begun -> {
              if (begun == null) refused().send(ctx);
              else created(ctx, begun);
            })
        .onFailure(ctx::fail);
  }

  /** The same words for a wrong password and an unknown log-in: neither tells who has one. */
  private static Problem refused() {
    return Problem.of(401, "unauthenticated").header("WWW-Authenticate", "Bearer");
  }

  static void created(RoutingContext ctx, Session session) {
    ctx.response().setStatusCode(201).putHeader("Cache-Control", "no-store");
    ctx.json(session.json());
  }
}
