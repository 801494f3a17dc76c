package io.antrean.account;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts identity numbers with AES-256-GCM under a key that is derived from one version of the
 * pepper. What is encrypted for one person can not be read as another's: their id is signed with
 * it.
 */
final class NumberCipher {

  private static final String TRANSFORMATION = "AES/GCM/NoPadding";
  private static final String USE = "antrean identity number v1";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;

  NumberCipher(Pepper pepper) {
    this.key = new SecretKeySpec(Hkdf.key(pepper.secret(), USE), "AES");
  }

  /** A nonce that is used once, and what was made with it. */
  byte[] encrypt(String digits, UUID person) {
    var nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    var sealed = run(Cipher.ENCRYPT_MODE, nonce, digits.getBytes(StandardCharsets.UTF_8), person);
    return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
  }

  /** The number; a row that was tampered with, or belongs to another person, throws. */
  String decrypt(byte[] kept, UUID person) {
    var bytes = ByteBuffer.wrap(kept);
    var nonce = new byte[NONCE_BYTES];
    bytes.get(nonce);
    var sealed = new byte[bytes.remaining()];
    bytes.get(sealed);
    return new String(run(Cipher.DECRYPT_MODE, nonce, sealed, person), StandardCharsets.UTF_8);
  }

  private byte[] run(int mode, byte[] nonce, byte[] text, UUID person) {
    try {
      var cipher = Cipher.getInstance(TRANSFORMATION);
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(person.getMostSignificantBits())
              .putLong(person.getLeastSignificantBits())
              .array());
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The number of person " + person + " can not be read", e);
    }
  }
}
