package io.antrean.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The Ed25519 keys of a JWK set, by their names; keys of other kinds are passed over. */
final class PublicKeys {

  /** {@code until} is when it is not accepted any more, or null. */
  record Key(byte[] publicKey, Instant until) {

    boolean isOver(Instant at) {
      return until != null && !at.isBefore(until);
    }
  }

  private final Map<String, Key> byKid;

  private PublicKeys(Map<String, Key> byKid) {
    this.byKid = byKid;
  }

  /** An IllegalArgumentException says what is wrong with the set. */
  static PublicKeys read(String jwks) {
    var keys = set(jwks).path("keys");
    if (!keys.isArray()) throw new IllegalArgumentException("The keys are not a JWK set");
    var byKid = new HashMap<String, Key>();
    for (var jwk : keys) {
      var kid = jwk.path("kid").textValue();
      var ours = is(jwk, "kty", "OKP") && is(jwk, "crv", "Ed25519") && kid != null;
      if (ours && byKid.put(kid, key(jwk)) != null) {
        throw new IllegalArgumentException("Two of the keys have one name");
      }
    }
    if (byKid.isEmpty()) throw new IllegalArgumentException("The JWK set has no Ed25519 key");
    return new PublicKeys(byKid);
  }

  private static JsonNode set(String jwks) {
    try {
      return new ObjectMapper().readTree(jwks);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The keys are not a JWK set", e);
    }
  }

  private static boolean is(JsonNode jwk, String member, String value) {
    return value.equals(jwk.path(member).textValue());
  }

  private static Key key(JsonNode jwk) {
    var bytes = Base64.getUrlDecoder().decode(jwk.path("x").asText());
    if (bytes.length != Ed25519.PUBLIC_KEY_SIZE) {
      throw new IllegalArgumentException("A key of the JWK set is not one of Ed25519");
    }
    var until = jwk.path("exp");
    return new Key(bytes, until.isMissingNode() ? null : Instant.ofEpochSecond(until.asLong()));
  }

  /** The key of this name, or null. */
  Key find(String kid) {
    return byKid.get(kid);
  }
}
