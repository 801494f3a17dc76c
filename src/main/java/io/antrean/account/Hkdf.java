package io.antrean.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256, and keys of 32 bytes that are derived from a secret by it (HKDF, RFC 5869). */
final class Hkdf {

  static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private Hkdf() {}

  /** A key for this use: of another use nothing can be computed from it. */
  static byte[] key(byte[] secret, String use) {
    var extracted = hmac(new byte[BYTES], secret);
    var info = use.getBytes(StandardCharsets.UTF_8);
    var first = new byte[info.length + 1];
    System.arraycopy(info, 0, first, 0, info.length);
    first[info.length] = 1;
    return hmac(extracted, first);
  }

  static byte[] hmac(byte[] key, byte[] text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}
