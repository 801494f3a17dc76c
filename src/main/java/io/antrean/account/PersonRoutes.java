package io.antrean.account;

import io.antrean.http.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** GET /api/v1/persons: the up to five people that the caller's account may book for. */
public final class PersonRoutes {

  private final AccountRepository accounts;
  private final Authenticator authenticator;

  public PersonRoutes(AccountRepository accounts, Authenticator authenticator) {
    this.accounts = accounts;
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.get("/api/v1/persons").handler(this::own);
  }

  private void own(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    accounts
        .byId(caller.account())
        .onSuccess(
            account -> {
              if (account == null) gone().send(ctx);
              else answer(ctx, account);
            })
        .onFailure(ctx::fail);
  }

  /** The token is in order, and its account is not there any more. */
  private static Problem gone() {
    return Problem.of(401, "unauthenticated")
        .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }

  /** At most five, so there is never a next page; the shape is that of every list. */
  private static void answer(RoutingContext ctx, Account account) {
    ctx.response().putHeader("Cache-Control", "no-store");
    ctx.json(
        new JsonObject()
            .put("items", new JsonArray(account.persons().stream().map(Person::json).toList()))
            .putNull("next"));
  }
}
