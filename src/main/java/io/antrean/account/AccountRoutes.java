package io.antrean.account;

import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.Words;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** /api/v1/accounts: registering, and showing that mail reaches one. */
public final class AccountRoutes {

  private static final String PATH = "/api/v1/accounts";

  /** The addresses that HTML's input takes, in small letters and with a domain that has a dot. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
              + "(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");

  private static final List<String> LANGUAGES = List.of("en", "id");

  private final Accounts accounts;
  private final Authenticator authenticator;
  private final Letters letters;
  private final Handler<RoutingContext> guard;

  /** {@code guard} sees each code first, and may refuse who guesses. */
  public AccountRoutes(
      Accounts accounts,
      Authenticator authenticator,
      Letters letters,
      Handler<RoutingContext> guard) {
    this.accounts = accounts;
    this.authenticator = authenticator;
    this.letters = letters;
    this.guard = guard;
  }

  public void mount(Router api) {
    api.post(PATH).handler(this::register);
    api.get(PATH + "/me").handler(this::own);
    api.post(PATH + "/me/verification-codes").handler(this::sendAgain);
    api.post(PATH + "/me/verification").handler(guard).handler(this::verify);
  }

  private void register(RoutingContext ctx) {
    requireMail(letters);
    var input = JsonInput.of(ctx);
    var login = input.text("login", 1, Account.LOGIN_MAX);
    if (login != null && !ADDRESS.matcher(Account.login(login)).matches()) {
      input.errors().add("/login", "address");
    }
    var password = NewPassword.read(input, "password", login);
    var language = input.oneOf("language", LANGUAGES, Words.of(ctx).tag());
    input.end();
    accounts
        .register(login, password, language)
        .onSuccess(done -> accepted(ctx))
        .onFailure(ctx::fail);
  }

  /** Nobody without mail can be told a code. */
  static void requireMail(Letters letters) {
    if (!letters.areSent()) throw Problem.of(501, "not-implemented").asException();
  }

  /** The same whatever has happened: it is told by mail. */
  static void accepted(RoutingContext ctx) {
    ctx.response().setStatusCode(202).putHeader("Cache-Control", "no-store").end();
  }

  private void own(RoutingContext ctx) {
    withAccount(ctx, (account, caller) -> answer(ctx, account));
  }

  private void sendAgain(RoutingContext ctx) {
    requireMail(letters);
    withAccount(
        ctx,
        (account, caller) -> {
          if (account.verified()) {
            Problem.of(409, "already-verified").send(ctx);
            return;
          }
          accounts
              .sendAgain(account)
              .onSuccess(
                  wait -> {
                    if (wait.isZero()) accepted(ctx);
                    else tooSoon(wait).send(ctx);
                  })
              .onFailure(ctx::fail);
        });
  }

  private static Problem tooSoon(Duration wait) {
    return Problem.of(429, "sent-lately").retryAfter(wait);
  }

  private void verify(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    var input = JsonInput.of(ctx);
    var code = input.text("code", 1, 2 * OneTimeCodes.LENGTH);
    input.end();
    accounts
        .verify(caller.account(), code)
        .onSuccess(
            right -> {
              if (right) own(ctx);
              else Problem.of(403, "wrong-code").send(ctx);
            })
        .onFailure(ctx::fail);
  }

  /** Goes on with the caller's account as it is now, unless it is gone. */
  private void withAccount(RoutingContext ctx, BiConsumer<Account, Caller> then) {
    var caller = authenticator.require(ctx);
    accounts
        .find(caller.account())
        .onSuccess(
            account -> {
              if (account == null) PersonRoutes.gone().send(ctx);
              else then.accept(account, caller);
            })
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, Account account) {
    ctx.response().putHeader("Cache-Control", "no-store");
    ctx.json(json(account));
  }

  static JsonObject json(Account account) {
    return new JsonObject()
        .put("id", account.id().toString())
        .put("login", account.login())
        .put("language", account.language())
        .put("verified", account.verified())
        .put("roles", new JsonArray(account.roles().stream().sorted().map(Role::text).toList()));
  }
}
