package io.antrean.account;

import io.antrean.config.AccountConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;

/**
 * Codes that are sent by mail, and work once, for a while, and for a few attempts. Ten characters
 * of 32: nobody guesses them in the attempts there are, and they can be typed from another screen.
 */
public final class OneTimeCodes {

  /** What a code is for. One of KNOWN has none: the message only says something. */
  enum Purpose {
    VERIFY,
    RESET,
    KNOWN
  }

  /** Characters of a code, with the dash that it is written with. */
  static final int LENGTH = 11;

  /** None that are taken for one another. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int HALF = 5;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final CodeRepository codes;
  private final Identity identity;
  private final Letters letters;

  public OneTimeCodes(Pool postgres, AccountConfig config, Identity identity, Letters letters) {
    this.codes = new CodeRepository(postgres, config);
    this.identity = identity;
    this.letters = letters;
  }

  /** Sends one to the account's address: zero, or how long to wait when one was sent lately. */
  Future<Duration> send(Account account, Purpose purpose) {
    if (!account.hasAddress()) return Future.succeededFuture(Duration.ZERO);
    var code = purpose == Purpose.KNOWN ? null : fresh();
    var hmac = code == null ? null : identity.codeHmac(canonical(code));
    return codes
        .issue(account.id(), purpose, hmac)
        .onSuccess(
            wait -> {
              if (wait.isZero()) letters.send(account, purpose, code);
            });
  }

  /** Whether this is the code that was sent last; it is used up then. */
  Future<Boolean> use(UUID account, Purpose purpose, String code) {
    return codes.use(account, purpose, identity.codeHmac(canonical(code)));
  }

  private static String fresh() {
    var text = new StringBuilder(LENGTH);
    for (int i = 0; i < 2 * HALF; i++) {
      if (i == HALF) text.append('-');
      text.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /** However it was typed. */
  private static String canonical(String code) {
    return code.toUpperCase(Locale.ROOT)
        .replaceAll("[\\s-]", "")
        .replace('O', '0')
        .replace('I', '1')
        .replace('L', '1');
  }
}
