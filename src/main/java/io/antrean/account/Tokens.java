package io.antrean.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Signed tokens: who a caller is, told by the caller, without asking a store. They are JWTs signed
 * with HMAC-SHA256 and nothing else. One instance serves all event loops of a node.
 */
public final class Tokens {

  /** A longer token is not one of ours: five persons and a hundred offices fit easily. */
  static final int LENGTH_MAX = 8192;

  private static final String ALGORITHM = "HS256";
  private static final String NAME = "antrean";

  /** What the last of a signature's 43 characters may be: 256 bits leave two bits unused. */
  private static final String LAST_CHARACTERS = "AEIMQUYcgkosw048";

  private final JWTAuth jwt;
  private final Clock clock;
  private final Cache<String, Caller> verified;

  /** {@code cacheMax} is how many verified tokens are remembered by their text. */
  public Tokens(Vertx vertx, byte[] secret, Clock clock, int cacheMax) {
    var key = new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(secret));
    // The expiry is checked here, each time and by our clock; the library looks at the system's.
    var options = new JWTOptions().setIssuer(NAME).addAudience(NAME).setIgnoreExpiration(true);
    this.jwt = JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(key).setJWTOptions(options));
    this.clock = clock;
    // Only what was verified is kept, so nobody can push others out with tokens of their own.
    this.verified = Caffeine.newBuilder().maximumSize(cacheMax).executor(Runnable::run).build();
  }

  /** A token that says who this caller is, until the caller's expiry. */
  public String issue(Caller caller) {
    var claims =
        new JsonObject()
            .put("iss", NAME)
            .put("aud", NAME)
            .put("sub", caller.account().toString())
            .put("iat", clock.instant().getEpochSecond())
            .put("exp", caller.expiresAtSeconds())
            .put("roles", array(caller.roles(), Role::text))
            .put("persons", array(caller.persons(), UUID::toString));
    if (!caller.offices().isEmpty())
      claims.put("offices", array(caller.offices(), office -> office));
    return jwt.generateToken(claims, new JWTOptions().setAlgorithm(ALGORITHM).setNoTimestamp(true));
  }

  /** Who the token says the caller is; null when it is not one of ours, or has expired. */
  public Caller verify(String token) {
    var known = verified.getIfPresent(token);
    var caller = known != null ? known : checked(token);
    if (caller == null) return null;
    if (caller.expiresAtSeconds() * 1000 <= clock.millis()) {
      if (known != null) verified.invalidate(token);
      return null;
    }
    if (known == null) verified.put(token, caller);
    return caller;
  }

  private Caller checked(String token) {
    if (token.length() > LENGTH_MAX || token.isEmpty()) return null;
    // A token has one text only: the unused bits of its last character are zero.
    if (LAST_CHARACTERS.indexOf(token.charAt(token.length() - 1)) < 0) return null;
    var user = jwt.authenticate(new TokenCredentials(token));
    if (!user.isComplete()) throw new IllegalStateException("A token was not checked at once");
    if (user.failed()) return null;
    return caller(user.result().attributes().getJsonObject("accessToken"));
  }

  private static Caller caller(JsonObject claims) {
    return new Caller(
        UUID.fromString(claims.getString("sub")),
        set(claims, "roles", Role::of),
        List.copyOf(list(claims, "persons", UUID::fromString)),
        set(claims, "offices", office -> office),
        claims.getLong("exp"));
  }

  private static <T> JsonArray array(Collection<T> values, Function<T, String> text) {
    var array = new JsonArray();
    for (var value : values) array.add(text.apply(value));
    return array;
  }

  private static <T> List<T> list(JsonObject claims, String name, Function<String, T> reader) {
    return claims.getJsonArray(name, new JsonArray()).stream()
        .map(value -> reader.apply((String) value))
        .toList();
  }

  private static <T> Set<T> set(JsonObject claims, String name, Function<String, T> reader) {
    return list(claims, name, reader).stream().collect(Collectors.toUnmodifiableSet());
  }
}
