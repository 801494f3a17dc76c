package io.antrean.account;

import io.antrean.account.OneTimeCodes.Purpose;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registering, verifying, and changing passwords. Whether somebody has an account is told to the
 * owner of the address only, by mail: the answer is the same, and takes as long.
 */
public final class Accounts {

  private static final Logger log = LoggerFactory.getLogger(Accounts.class);

  private final AccountRepository accounts;
  private final Passwords passwords;
  private final OneTimeCodes codes;
  private final Letters letters;
  private final EndedSessions ended;

  public Accounts(
      AccountRepository accounts,
      Passwords passwords,
      OneTimeCodes codes,
      Letters letters,
      EndedSessions ended) {
    this.accounts = accounts;
    this.passwords = passwords;
    this.codes = codes;
    this.letters = letters;
    this.ended = ended;
  }

  /** The account as it is now, or null. */
  Future<Account> find(UUID account) {
    return accounts.byId(account);
  }

  /**
   * Adds an account and sends its code; of one that is there its owner is told, and nothing
   * changes. The answer waits for what is done in either case, and not for what differs.
   */
  Future<Void> register(String login, String password, String language) {
    var name = Account.login(login);
    return passwords
        .hash(password)
        .compose(
            hash ->
                accounts
                    .byLogin(name)
                    .onSuccess(known -> afterwards(add(name, hash, language)))
                    .mapEmpty());
  }

  private Future<Void> add(String login, String hash, String language) {
    return accounts
        .register(UUID.randomUUID(), login, hash, language)
        .compose(
            added ->
                accounts
                    .byLogin(login)
                    .compose(account -> tell(account, added ? Purpose.VERIFY : Purpose.KNOWN)));
  }

  private static void afterwards(Future<Void> work) {
    work.onFailure(
        failure ->
            log.warn("event=mail-not-written reason={}", failure.getClass().getSimpleName()));
  }

  private Future<Void> tell(Account account, Purpose purpose) {
    // Erased in this very moment.
    if (account == null) return Future.succeededFuture();
    return codes.send(account, purpose).mapEmpty();
  }

  /** Sends the code again: zero, or how long to wait. */
  Future<Duration> sendAgain(Account account) {
    return codes.send(account, Purpose.VERIFY);
  }

  /** Whether the code was right: then the account is verified. */
  Future<Boolean> verify(UUID account, String code) {
    return codes
        .use(account, Purpose.VERIFY, code)
        .compose(
            right -> right ? accounts.verify(account).map(true) : Future.succeededFuture(false));
  }

  /** Whether this is the account's password. */
  Future<Boolean> isPassword(Account account, String password) {
    return passwords.matches(password, account.passwordHash());
  }

  /**
   * Changes the password of somebody who knows the old one, and ends all sessions. The generation
   * of those that begin from now on; null when the old one is wrong, or was changed in this moment.
   */
  Future<Integer> changePassword(Account account, String old, String password) {
    return isPassword(account, old)
        .compose(
            right ->
                right
                    ? passwords
                        .hash(password)
                        .compose(hash -> change(account, account.passwordHash(), hash))
                    : Future.succeededFuture());
  }

  private Future<Integer> change(Account account, String from, String to) {
    return accounts
        .changePassword(account.id(), from, to)
        .onSuccess(
            generation -> {
              if (generation == null) return;
              ended.put(account.id(), generation);
              letters.passwordChanged(account);
            });
  }

  /** Sends a code to the account of this log-in, if there is one, and if none was sent lately. */
  Future<Void> requestReset(String login) {
    return accounts
        .byLogin(login)
        .onSuccess(account -> afterwards(tell(account, Purpose.RESET)))
        .mapEmpty();
  }

  /**
   * Changes the password of somebody who has the code, and ends all sessions. The code shows that
   * mail is read, so the account is verified too.
   */
  Future<Boolean> reset(String login, String code, String password) {
    return passwords
        .hash(password)
        .compose(hash -> accounts.byLogin(login).compose(account -> reset(account, code, hash)));
  }

  private Future<Boolean> reset(Account account, String code, String hash) {
    if (account == null) return Future.succeededFuture(false);
    return codes
        .use(account.id(), Purpose.RESET, code)
        .compose(
            right ->
                right
                    ? accounts
                        .verify(account.id())
                        .compose(v -> change(account, null, hash))
                        .map(Objects::nonNull)
                    : Future.succeededFuture(false));
  }
}
