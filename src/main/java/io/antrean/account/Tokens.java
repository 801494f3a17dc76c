package io.antrean.account;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signed tokens: who a caller is, told by the caller, without asking a store. They are JWTs (RFC
 * 7519) in their compact form, signed with HMAC-SHA256 under a header that is always the same text;
 * whatever begins otherwise is not ours, so no other algorithm is ever considered. One instance
 * serves all event loops of a node.
 */
public final class Tokens {

  /** A longer token is not one of ours: five persons and a hundred offices fit easily. */
  static final int LENGTH_MAX = 8192;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String NAME = "antrean";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = base64("{\"typ\":\"JWT\",\"alg\":\"HS256\"}") + ".";

  /** 256 bits in base64 without padding. */
  private static final int SIGNATURE_LENGTH = 43;

  static final long NO_PERMIT = -1;

  private final Mac keyed;
  private final Clock clock;

  public Tokens(byte[] secret, Clock clock) {
    this.keyed = keyed(secret);
    this.clock = clock;
  }

  private static Mac keyed(byte[] secret) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A token that says who this caller is, until the caller's expiry. */
  public String issue(Caller caller) {
    return issue(caller, NAME);
  }

  /** The same for one address of ours alone, which is its audience. */
  String issue(Caller caller, String audience) {
    var claims =
        new JsonObject()
            .put("iss", NAME)
            .put("aud", audience)
            .put("sub", caller.account().toString())
            .put("iat", clock.instant().getEpochSecond())
            .put("exp", caller.expiresAtSeconds())
            .put("roles", array(caller.roles(), Role::text))
            .put("persons", array(caller.persons(), UUID::toString));
    if (!caller.offices().isEmpty())
      claims.put("offices", array(caller.offices(), office -> office));
    if (caller.generation() > 0) claims.put("gen", caller.generation());
    if (!caller.permits().isEmpty()) claims.put("permits", permits(caller));
    var signed = HEADER + base64(claims.encode());
    return signed + "." + signature(signed);
  }

  /**
   * Of each person, in their order, the days since 1970 up to the last one; -1 without a permit.
   */
  private static JsonArray permits(Caller caller) {
    return array(
        caller.persons(),
        person -> {
          var expires = caller.permits().get(person);
          return expires == null ? NO_PERMIT : expires.toEpochDay();
        });
  }

  /** Who the token says the caller is; null when it is not one of ours, or has expired. */
  public Caller verify(String token) {
    return verify(token, NAME);
  }

  /** The same of a token for this audience alone: no other one passes. */
  Caller verify(String token, String audience) {
    var dot = token.length() - SIGNATURE_LENGTH - 1;
    if (token.length() > LENGTH_MAX || dot < HEADER.length()) return null;
    if (token.charAt(dot) != '.' || !token.startsWith(HEADER)) return null;
    // Compared as text, so that a token has one text only: unused bits of the last character too.
    var ours = signature(token.substring(0, dot)).getBytes(StandardCharsets.ISO_8859_1);
    var theirs = token.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(ours, theirs)) return null;
    var payload = Base64.getUrlDecoder().decode(token.substring(HEADER.length(), dot));
    var caller = caller(payload, audience);
    return caller == null || caller.expiresAtSeconds() * 1000 <= clock.millis() ? null : caller;
  }

  private String signature(String text) {
    try {
      // A copy of the keyed one: it is not to be shared between threads.
      var mac = (Mac) keyed.clone();
      return ENCODER.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The signature was ours, so what does not read is of another version of this program. */
  private static Caller caller(byte[] payload, String audience) {
    try {
      var reader = new TokenReader(payload);
      reader.read();
      return NAME.equals(reader.issuer) && audience.equals(reader.audience)
          ? reader.caller()
          : null;
    } catch (TokenReader.UnreadableException | IllegalArgumentException e) {
      return null;
    }
  }

  private static <T> JsonArray array(Collection<T> values, Function<T, ?> json) {
    var array = new JsonArray();
    for (var value : values) array.add(json.apply(value));
    return array;
  }

  private static String base64(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
