package io.antrean.ticket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * One Ed25519 key that signs tickets. The one of the highest version whose time has come signs; the
 * others verify. {@code from} and {@code until} are null where there is no such bound.
 */
final class SigningKey {

  static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** 72 bits of the thumbprint: short, since every QR code carries it. */
  private static final int KID_LENGTH = 12;

  final int version;
  final Instant from;
  final Instant until;
  final String kid;
  private final byte[] seed;
  private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

  SigningKey(int version, byte[] seed, Instant from, Instant until) {
    this.version = version;
    this.seed = seed.clone();
    this.from = from;
    this.until = until;
    Ed25519.generatePublicKey(this.seed, 0, publicKey, 0);
    this.kid = thumbprint().substring(0, KID_LENGTH);
  }

  boolean maySign(Instant at) {
    return (from == null || !at.isBefore(from)) && mayVerify(at);
  }

  boolean mayVerify(Instant at) {
    return until == null || at.isBefore(until);
  }

  byte[] sign(byte[] message) {
    var signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  byte[] publicKey() {
    return publicKey.clone();
  }

  byte[] seed() {
    return seed.clone();
  }

  /** The secret as the key file writes it. */
  String seedText() {
    return BASE64URL.encodeToString(seed);
  }

  /** RFC 8037's JWK; {@code exp} tells offline verifiers when it is past its time. */
  ObjectNode jwk() {
    var jwk = JsonNodeFactory.instance.objectNode();
    jwk.put("kty", "OKP").put("crv", "Ed25519").put("use", "sig").put("alg", Jws.ALGORITHM);
    jwk.put("kid", kid).put("x", BASE64URL.encodeToString(publicKey));
    if (until != null) jwk.put("exp", until.getEpochSecond());
    return jwk;
  }

  /** RFC 7638: the same key has the same name everywhere, whatever its version in a file. */
  private String thumbprint() {
    var members =
        "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"%s\"}"
            .formatted(BASE64URL.encodeToString(publicKey));
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return BASE64URL.encodeToString(digest.digest(members.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
