package io.antrean.floor;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a bank signs its messages with, as the Standard Webhooks specification has it, version 1:
 * HMAC-SHA256 of id, timestamp and body, with a secret that both have in a file.
 */
final class PaymentSignature {

  /** An older message may be one that somebody has kept. */
  static final Duration AGE_MAX = Duration.ofMinutes(5);

  /** While a secret is changed there are two signatures. */
  private static final int SIGNATURES_MAX = 5;

  private static final String ALGORITHM = "HmacSHA256";
  private static final String VERSION = "v1,";

  private final byte[] secret;

  PaymentSignature(byte[] secret) {
    this.secret = secret.clone();
  }

  /** Whether one of these signatures, with spaces between them, is ours and from about now. */
  boolean isRight(String id, String timestamp, String signatures, Buffer body, Instant now) {
    if (id == null || timestamp == null || signatures == null) return false;
    if (!timestamp.matches("[0-9]{1,12}")) return false;
    var at = Instant.ofEpochSecond(Long.parseLong(timestamp));
    if (Duration.between(at, now).abs().compareTo(AGE_MAX) > 0) return false;
    var right = of(id, timestamp, body).getBytes(StandardCharsets.US_ASCII);
    var isRight = false;
    for (var one : signatures.split(" ", SIGNATURES_MAX)) {
      isRight |= MessageDigest.isEqual(right, one.getBytes(StandardCharsets.US_ASCII));
    }
    return isRight;
  }

  String of(String id, String timestamp, Buffer body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return VERSION + Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}
