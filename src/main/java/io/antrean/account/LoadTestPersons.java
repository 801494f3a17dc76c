package io.antrean.account;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes persons for a load test: each with an account of their own and a token for it. */
public final class LoadTestPersons {

  /** A person who does not exist, and the lines of them that a load test reads. */
  record MadeUp(UUID account, UUID person, byte[] identityHmac, String name, String token) {}

  /** How many at once; the next thousand is made while nobody waits for more. */
  static final int BATCH_MAX = 1000;

  private final Vertx vertx;
  private final AccountRepository accounts;
  private final Identity identity;
  private final Tokens tokens;
  private final Clock clock;
  private final Duration tokenLife;

  public LoadTestPersons(
      Vertx vertx,
      AccountRepository accounts,
      Identity identity,
      Tokens tokens,
      Clock clock,
      Duration tokenLife) {
    this.vertx = vertx;
    this.accounts = accounts;
    this.identity = identity;
    this.tokens = tokens;
    this.clock = clock;
    this.tokenLife = tokenLife;
  }

  /** Makes this many, puts them into PostgreSQL, and gives their lines of {@code token,person}. */
  Future<Buffer> make(int count) {
    return vertx
        .executeBlocking(() -> madeUp(count), false)
        .compose(made -> accounts.add(made).map(added -> lines(made)));
  }

  private List<MadeUp> madeUp(int count) {
    var expiresAt = clock.instant().plus(tokenLife).getEpochSecond();
    var made = new ArrayList<MadeUp>(count);
    for (int i = 0; i < count; i++) made.add(madeUp(expiresAt));
    return made;
  }

  private MadeUp madeUp(long expiresAt) {
    var account = UUID.randomUUID();
    var hmac = identity.hmac(IdentityNumber.madeUp(account));
    var person = Identity.personId(hmac);
    var caller = new Caller(account, Set.of(Role.CITIZEN), List.of(person), Set.of(), expiresAt);
    var name = "Load test " + account.toString().substring(0, 8);
    return new MadeUp(account, person, hmac, name, tokens.issue(caller));
  }

  private static Buffer lines(List<MadeUp> made) {
    var text = new StringBuilder();
    for (var one : made) text.append(one.token()).append(',').append(one.person()).append('\n');
    return Buffer.buffer(text.toString());
  }
}
