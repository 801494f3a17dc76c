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
import java.util.stream.Stream;

/** Makes persons for a load test: families of one or more, each with an account and its token. */
public final class LoadTestPersons {

  /** A person who does not exist; the others of the family have the same account and token. */
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

  /**
   * Makes this many in families of this size, the last of which may be smaller, puts them into
   * PostgreSQL, and gives their lines of {@code token,person}; a family's follow each other.
   */
  Future<Buffer> make(int count, int family) {
    return vertx
        .executeBlocking(() -> madeUp(count, family), false)
        .compose(made -> accounts.add(made).map(added -> lines(made)));
  }

  private List<MadeUp> madeUp(int count, int family) {
    var expiresAt = clock.instant().plus(tokenLife).getEpochSecond();
    var made = new ArrayList<MadeUp>(count);
    while (made.size() < count) {
      made.addAll(family(Math.min(family, count - made.size()), expiresAt));
    }
    return made;
  }

  private List<MadeUp> family(int size, long expiresAt) {
    var account = UUID.randomUUID();
    var name = "Load test " + account.toString().substring(0, 8);
    var hmacs =
        Stream.generate(() -> identity.hmac(IdentityNumber.madeUp(UUID.randomUUID())))
            .limit(size)
            .toList();
    var persons = hmacs.stream().map(Identity::personId).toList();
    var caller = new Caller(account, Set.of(Role.CITIZEN), persons, Set.of(), expiresAt);
    var token = tokens.issue(caller);
    return hmacs.stream()
        .map(hmac -> new MadeUp(account, Identity.personId(hmac), hmac, name, token))
        .toList();
  }

  private static Buffer lines(List<MadeUp> made) {
    var text = new StringBuilder();
    for (var one : made) text.append(one.token()).append(',').append(one.person()).append('\n');
    return Buffer.buffer(text.toString());
  }
}
