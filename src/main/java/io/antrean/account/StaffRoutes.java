package io.antrean.account;

import io.antrean.config.OidcConfig;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;

/**
 * POST /api/v1/sessions/staff: a session for an ID token of the staff's issuer. There is nothing
 * where none is configured. Roles and offices are what the issuer says, at each log-in anew; the
 * session is not renewed, so that who leaves is gone with its end. One an event loop.
 */
public final class StaffRoutes {

  private static final int TOKEN_MAX = 8_192;
  private static final Duration SOON = Duration.ofSeconds(5);

  private final OidcConfig config;
  private final Sessions sessions;
  private final IdTokens tokens;
  private final StaffRepository staff;

  public StaffRoutes(
      Vertx vertx, OidcConfig config, Sessions sessions, Pool postgres, Clock clock) {
    this.config = config;
    this.sessions = sessions;
    this.tokens = config.isOn() ? new IdTokens(config, new IssuerKeys(vertx, config), clock) : null;
    this.staff = new StaffRepository(postgres);
  }

  public void mount(Router api) {
    api.post("/api/v1/sessions/staff").handler(this::logIn);
  }

  private void logIn(RoutingContext ctx) {
    if (!config.isOn()) throw Problem.of(404, "not-found").asException();
    var input = JsonInput.of(ctx);
    var idToken = input.text("idToken", 1, TOKEN_MAX);
    input.end();
    tokens
        .verify(idToken)
        .recover(
            away ->
                Future.failedFuture(Problem.of(503, "overloaded").retryAfter(SOON).asException()))
        .compose(
            said -> {
              if (said == null) {
                var refused = Problem.of(401, "unauthenticated");
                return Future.failedFuture(
                    refused.header("WWW-Authenticate", "Bearer").asException());
              }
              if (said.roles().isEmpty()) {
                return Future.failedFuture(Problem.of(403, "forbidden").asException());
              }
              return staff.account(config.issuer(), said).compose(sessions::begin);
            })
        .onSuccess(session -> SessionRoutes.created(ctx, session))
        .onFailure(ctx::fail);
  }
}
