package io.antrean.account;

import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * PUT /api/v1/accounts/me/password changes it; POST /api/v1/accounts/password-resets sends a code
 * to who has forgotten it, and …/confirmations takes the code.
 */
public final class PasswordRoutes {

  private static final String RESETS = "/api/v1/accounts/password-resets";

  private final Accounts accounts;
  private final Sessions sessions;
  private final Authenticator authenticator;
  private final Letters letters;
  private final Handler<RoutingContext> callersGuard;
  private final Handler<RoutingContext> loginsGuard;

  /** The guards see each password and each code first, by who is logged in and by the log-in. */
  public PasswordRoutes(
      Accounts accounts,
      Sessions sessions,
      Authenticator authenticator,
      Letters letters,
      Handler<RoutingContext> callersGuard,
      Handler<RoutingContext> loginsGuard) {
    this.accounts = accounts;
    this.sessions = sessions;
    this.authenticator = authenticator;
    this.letters = letters;
    this.callersGuard = callersGuard;
    this.loginsGuard = loginsGuard;
  }

  public void mount(Router api) {
    api.put("/api/v1/accounts/me/password").handler(callersGuard).handler(this::change);
    api.post(RESETS).handler(this::request);
    api.post(RESETS + "/confirmations").handler(loginsGuard).handler(this::confirm);
  }

  private void change(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    var input = JsonInput.of(ctx);
    var old = input.text("password", 1, Passwords.LENGTH_MAX);
    accounts
        .find(caller.account())
        .compose(
            account ->
                account == null
                    ? Persons.refused(PersonRoutes.gone())
                    : change(account, old, newPassword(input, account)))
        .onSuccess(session -> SessionRoutes.created(ctx, session))
        .onFailure(ctx::fail);
  }

  private static String newPassword(JsonInput input, Account account) {
    var password = NewPassword.read(input, "newPassword", account.login());
    input.end();
    return password;
  }

  /** Who has changed it goes on, with a session that is not one of those that were ended. */
  private Future<Session> change(Account account, String old, String password) {
    return accounts
        .changePassword(account, old, password)
        .compose(
            generation ->
                generation == null
                    ? Future.<Session>succeededFuture()
                    : sessions.begin(account.id(), generation))
        .compose(
            session ->
                session == null
                    ? Persons.<Session>refused(wrongPassword())
                    : Future.succeededFuture(session));
  }

  static Problem wrongPassword() {
    return Problem.of(403, "wrong-password");
  }

  private void request(RoutingContext ctx) {
    AccountRoutes.requireMail(letters);
    var input = JsonInput.of(ctx);
    var login = input.text("login", 1, Account.LOGIN_MAX);
    input.end();
    accounts
        .requestReset(login)
        .onSuccess(done -> AccountRoutes.accepted(ctx))
        .onFailure(ctx::fail);
  }

  private void confirm(RoutingContext ctx) {
    var input = JsonInput.of(ctx);
    var login = input.text("login", 1, Account.LOGIN_MAX);
    var code = input.text("code", 1, 2 * OneTimeCodes.LENGTH);
    var password = NewPassword.read(input, "password", login);
    input.end();
    accounts
        .reset(login, code, password)
        .onSuccess(
            right -> {
              if (right) ctx.response().setStatusCode(204).end();
              else Problem.of(403, "wrong-code").send(ctx);
            })
        .onFailure(ctx::fail);
  }
}
