package io.antrean.account;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Begins and renews sessions: a token for a password, a fresh token for a valid one. */
public final class Sessions {

  private final AccountRepository accounts;
  private final Passwords passwords;
  private final Tokens tokens;
  private final Clock clock;
  private final Duration life;

  public Sessions(
      AccountRepository accounts, Passwords passwords, Tokens tokens, Clock clock, Duration life) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.tokens = tokens;
    this.clock = clock;
    this.life = life;
  }

  /** A session for this log-in and password; null when one of them is wrong, whichever. */
  Future<Session> logIn(String login, String password) {
    return accounts
        .byLogin(login)
        .compose(
            account ->
                passwords
                    .matches(password, account == null ? null : account.passwordHash())
                    .map(right -> right && account != null ? session(account) : null));
  }

  /** A fresh session with what PostgreSQL says now; null when the account is gone. */
  Future<Session> renew(UUID account) {
    return accounts.byId(account).map(now -> now == null ? null : session(now));
  }

  private Session session(Account account) {
    var caller = account.caller(clock.instant().plus(life).getEpochSecond());
    return new Session(tokens.issue(caller), caller, account.persons());
  }
}
