package io.antrean.ticket;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A compact JWS (RFC 7515) that is signed with EdDSA (RFC 8037). Its header says algorithm, key and
 * type and nothing else, so there is no other algorithm to be talked into. Read, it is not believed
 * until {@link #isSignedBy} says so.
 */
final class Jws {

  static final String ALGORITHM = "EdDSA";

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final int HEADER_LENGTH_MAX = 400;
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  final String kid;
  private final String signed;
  private final byte[] signature;
  private final String payload;

  private Jws(String kid, String signed, byte[] signature, String payload) {
    this.kid = kid;
    this.signed = signed;
    this.signature = signature;
    this.payload = payload;
  }

  /** Header and payload, as they are signed: two equal ones become the same JWS. */
  static String unsigned(SigningKey key, String type, String payload) {
    var header =
        "{\"alg\":\"%s\",\"kid\":\"%s\",\"typ\":\"%s\"}".formatted(ALGORITHM, key.kid, type);
    return base64(header) + '.' + base64(payload);
  }

  /** The whole compact form of what {@link #unsigned} made for the same key. */
  static String sign(SigningKey key, String unsigned) {
    var signature = key.sign(unsigned.getBytes(StandardCharsets.US_ASCII));
    return unsigned + '.' + ENCODER.encodeToString(signature);
  }

  /** What this text says it is; an IllegalArgumentException says why it is not one of this type. */
  static Jws read(String compact, String type) {
    var parts = compact.split("\\.", -1);
    require(parts.length == 3, "it is not three parts with dots between them");
    require(parts[0].length() <= HEADER_LENGTH_MAX, "its header is too long");
    var header = json(decoded(parts[0], "header"), "header");
    require(header.isObject() && header.size() == 3, "its header is not alg, kid and typ");
    require(ALGORITHM.equals(header.path("alg").textValue()), "its alg is not " + ALGORITHM);
    require(type.equals(header.path("typ").textValue()), "its typ is not " + type);
    var kid = header.path("kid").textValue();
    require(kid != null, "it names no key");
    var signature = decoded(parts[2], "signature");
    require(signature.length == Ed25519.SIGNATURE_SIZE, "its signature is not one of Ed25519");
    // A signature has one text only: unused bits of the last character are not for free.
    require(ENCODER.encodeToString(signature).equals(parts[2]), "its signature is not base64url");
    return new Jws(kid, parts[0] + '.' + parts[1], signature, parts[1]);
  }

  boolean isSignedBy(byte[] publicKey) {
    var message = signed.getBytes(StandardCharsets.UTF_8);
    return Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
  }

  /** What was signed; to be read only once the signature is found right. */
  JsonNode payload() {
    return json(decoded(payload, "payload"), "payload");
  }

  private static byte[] decoded(String text, String part) {
    try {
      return DECODER.decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its " + part + " is not base64url", e);
    }
  }

  private static JsonNode json(byte[] bytes, String part) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new IllegalArgumentException("its " + part + " is not JSON", e);
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) throw new IllegalArgumentException(otherwise);
  }

  private static String base64(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
