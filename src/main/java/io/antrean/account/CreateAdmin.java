package io.antrean.account;

import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The command that makes an administrator, the first one above all. */
public final class CreateAdmin {

  private final AccountRepository accounts;
  private final Passwords passwords;

  public CreateAdmin(AccountRepository accounts, Passwords passwords) {
    this.accounts = accounts;
    this.passwords = passwords;
  }

  /**
   * The password, blocking: asked for and not shown where there is a terminal ({@code console} is
   * null where there is none), else the first line of the stream. Null when there is none.
   */
  public static String password(Console console, InputStream in) throws IOException {
    if (console != null) {
      var typed =
          console.readPassword(
              "Password (%d to %d characters): ", Passwords.LENGTH_MIN, Passwords.LENGTH_MAX);
      return typed == null ? null : new String(typed);
    }
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
  }

  /** Fails with an IllegalArgumentException, for a person to read, when it can not be. */
  public Future<Void> createAdmin(String login, String password) {
    var wrong = wrong(Account.login(login), password);
    if (wrong != null) return Future.failedFuture(new IllegalArgumentException(wrong));
    return passwords
        .hash(password)
        .compose(hash -> accounts.add(admin(login, hash), List.of()))
        .compose(
            added ->
                added
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalArgumentException(
                            "The log-in %s is taken; choose another".formatted(login))));
  }

  private static Account admin(String login, String hash) {
    return new Account(UUID.randomUUID(), login, hash, Set.of(Role.ADMIN), Set.of(), List.of());
  }

  private static String wrong(String login, String password) {
    if (login.isEmpty() || login.length() > Account.LOGIN_MAX) {
      return "A log-in has 1 to %d characters".formatted(Account.LOGIN_MAX);
    }
    if (login.chars().anyMatch(c -> Character.isISOControl(c) || Character.isWhitespace(c))) {
      return "A log-in has no spaces and no control characters";
    }
    var length = password == null ? 0 : password.codePointCount(0, password.length());
    if (length < Passwords.LENGTH_MIN || length > Passwords.LENGTH_MAX) {
      return "The password has %d characters; an administrator's has %d to %d"
          .formatted(length, Passwords.LENGTH_MIN, Passwords.LENGTH_MAX);
    }
    return null;
  }
}
