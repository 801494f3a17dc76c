package io.antrean.account;

import io.antrean.http.JsonInput;
import io.antrean.http.Words;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * GET /api/v1/accounts/me/export is all that is kept of the caller; DELETE /api/v1/accounts/me
 * erases it, for who gives the password once more.
 */
public final class OwnDataRoutes {

  private static final String PATH = "/api/v1/accounts/me";

  private final Accounts accounts;
  private final Persons persons;
  private final ExportRepository exports;
  private final Erasure erasure;
  private final EndedSessions ended;
  private final Authenticator authenticator;
  private final Handler<RoutingContext> guard;

  /** {@code guard} sees each password first. */
  public OwnDataRoutes(
      Accounts accounts,
      Persons persons,
      ExportRepository exports,
      Erasure erasure,
      EndedSessions ended,
      Authenticator authenticator,
      Handler<RoutingContext> guard) {
    this.accounts = accounts;
    this.persons = persons;
    this.exports = exports;
    this.erasure = erasure;
    this.ended = ended;
    this.authenticator = authenticator;
    this.guard = guard;
  }

  public void mount(Router api) {
    api.get(PATH + "/export").handler(this::export);
    api.delete(PATH).handler(guard).handler(this::erase);
  }

  private void export(RoutingContext ctx) {
    account(ctx)
        .compose(account -> json(account, Words.of(ctx)))
        .onSuccess(
            json -> {
              ctx.response()
                  .putHeader("Cache-Control", "no-store")
                  .putHeader("Content-Disposition", "attachment; filename=\"antrean.json\"");
              ctx.json(json);
            })
        .onFailure(ctx::fail);
  }

  private Future<JsonObject> json(Account account, Words words) {
    var id = account.id();
    return Future.all(
            exports.account(id),
            persons.of(id),
            exports.bookings(id),
            exports.waitlist(id),
            exports.permits(id),
            exports.visits(id))
        .map(
            all -> {
              JsonObject dates = all.resultAt(0);
              Iterable<PersonDetails> people = all.resultAt(1);
              JsonArray bookings = all.resultAt(2);
              var list = new JsonArray();
              for (var person : people) list.add(person.json(words));
              return new JsonObject()
                  .put("account", AccountRoutes.json(account).mergeIn(dates))
                  .put("persons", list)
                  .put("bookings", bookings)
                  .put("waitlist", all.<JsonArray>resultAt(3))
                  .put("permits", all.<JsonArray>resultAt(4))
                  .put("visits", all.<JsonArray>resultAt(5));
            });
  }

  private void erase(RoutingContext ctx) {
    authenticator.require(ctx, Role.CITIZEN);
    var input = JsonInput.of(ctx);
    var password = input.text("password", 1, Passwords.LENGTH_MAX);
    input.end();
    account(ctx)
        .compose(account -> erase(account, password))
        .onSuccess(done -> ctx.response().setStatusCode(204).end())
        .onFailure(ctx::fail);
  }

  private Future<Void> erase(Account account, String password) {
    return accounts
        .isPassword(account, password)
        .compose(
            right ->
                right
                    ? erasure.account(account.id(), account.passwordHash())
                    : Future.succeededFuture())
        .compose(
            generation -> {
              if (generation == null) return Persons.refused(PasswordRoutes.wrongPassword());
              ended.put(account.id(), generation);
              return Future.succeededFuture();
            });
  }

  /** The caller's account as it is now; fails with 401 when it is gone. */
  private Future<Account> account(RoutingContext ctx) {
    return accounts
        .find(authenticator.require(ctx).account())
        .compose(
            account ->
                account == null
                    ? Persons.refused(PersonRoutes.gone())
                    : Future.succeededFuture(account));
  }
}
