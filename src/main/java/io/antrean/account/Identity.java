package io.antrean.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes the key of a person of an identity number: its HMAC with the installation's pepper. One
 * number is one person in whatever account, and who has the database only can not find it out.
 */
public final class Identity {

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec pepper;

  public Identity(byte[] pepper) {
    this.pepper = new SecretKeySpec(pepper, ALGORITHM);
  }

  /** The 32 bytes that stand for this number everywhere. */
  public byte[] hmac(IdentityNumber number) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(pepper);
      return mac.doFinal(number.canonical().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }

  /** The person's id: the HMAC's first 16 bytes as a UUID of version 8. */
  public static UUID personId(byte[] hmac) {
    var bytes = ByteBuffer.wrap(hmac);
    var most = bytes.getLong();
    var least = bytes.getLong();
    return new UUID(
        most & 0xFFFFFFFFFFFF0FFFL | 0x8000L, least & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
  }
}
