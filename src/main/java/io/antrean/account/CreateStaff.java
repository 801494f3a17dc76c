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

/** The commands that make administrators, officers and supervisors with a password of ours. */
public final class CreateStaff {

  private final AccountRepository accounts;
  private final Passwords passwords;

  public CreateStaff(AccountRepository accounts, Passwords passwords) {
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

  /**
   * Somebody with this role at these offices; of an administrator, who works at all, there are
   * none. Fails with an IllegalArgumentException, for a person to read, when it can not be.
   */
  public Future<Void> create(String login, String password, String role, Set<String> offices) {
    var wrong = wrong(Account.login(login), password);
    if (wrong == null) wrong = wrong(role, offices);
    if (wrong != null) return Future.failedFuture(new IllegalArgumentException(wrong));
    return accounts
        .unknownOffices(offices)
        .compose(
            unknown ->
                unknown.isEmpty()
                    ? passwords.hash(password)
                    : Future.failedFuture(
                        new IllegalArgumentException(
                            "There is no office %s".formatted(String.join(", ", unknown)))))
        .compose(hash -> accounts.add(account(login, hash, Role.of(role), offices), List.of()))
        .compose(
            added ->
                added
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                        new IllegalArgumentException(
                            "The log-in %s is taken; choose another".formatted(login))));
  }

  private static Account account(String login, String hash, Role role, Set<String> offices) {
    return new Account(UUID.randomUUID(), login, hash, Set.of(role), offices, List.of());
  }

  private static String wrong(String role, Set<String> offices) {
    var isAdmin = role.equals(Role.ADMIN.text());
    if (!isAdmin && !role.equals(Role.OFFICER.text()) && !role.equals(Role.SUPERVISOR.text())) {
      return "There is no role %s; name officer, supervisor or admin".formatted(role);
    }
    if (isAdmin != offices.isEmpty()) {
      return isAdmin
          ? "An administrator works at all offices: name none"
          : "Name the offices at which they work: --office ID, as often as needed";
    }
    return null;
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
      return "The password has %d characters; one of the staff's has %d to %d"
          .formatted(length, Passwords.LENGTH_MIN, Passwords.LENGTH_MAX);
    }
    return null;
  }
}
