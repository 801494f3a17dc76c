package io.antrean.account;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Begins, renews and ends sessions: a token for a password, a fresh token for a valid one. */
public final class Sessions {

  private final AccountRepository accounts;
  private final Passwords passwords;
  private final Tokens tokens;
  private final EndedSessions ended;
  private final Clock clock;
  private final Duration life;

  public Sessions(
      AccountRepository accounts,
      Passwords passwords,
      Tokens tokens,
      EndedSessions ended,
      Clock clock,
      Duration life) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.tokens = tokens;
    this.ended = ended;
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

  /**
   * A fresh session with what PostgreSQL says now; null when this one is over, or the account, or
   * it is an issuer that has to say so again.
   */
  Future<Session> renew(Caller caller) {
    return accounts
        .byId(caller.account())
        .map(
            now -> {
              if (now == null || now.generation() != caller.generation()) return null;
              return now.byIssuer() ? null : session(now);
            });
  }

  /** Ends every session of this account, on this node at once; false when the account is gone. */
  Future<Boolean> endAll(UUID account) {
    return accounts
        .endSessions(account)
        .map(
            generation -> {
              if (generation == null) return false;
              ended.put(account, generation);
              return true;
            });
  }

  /**
   * A session for who has just made this the account's generation; null when that is over already,
   * since somebody else has ended all sessions.
   */
  Future<Session> begin(UUID account, int generation) {
    return accounts
        .byId(account)
        .map(now -> now == null || now.generation() != generation ? null : session(now));
  }

  /** A session of an account that has just been vouched for. */
  Future<Session> begin(UUID account) {
    return accounts.byId(account).map(this::session);
  }

  private Session session(Account account) {
    var caller = account.caller(clock.instant().plus(life).getEpochSecond());
    return new Session(tokens.issue(caller), caller, account.persons());
  }
}
