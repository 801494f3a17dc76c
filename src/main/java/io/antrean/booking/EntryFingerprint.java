package io.antrean.booking;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * What keeps an entry of a waiting list from being taken for a claim with the same id: the first 16
 * bytes of a SHA-256 over a word, account, release and entry. Whoever accepts an offer can make it
 * without PostgreSQL.
 */
final class EntryFingerprint {

  private static final byte[] WORD = "waitlist".getBytes(StandardCharsets.US_ASCII);

  private EntryFingerprint() {}

  static UUID of(UUID account, UUID release, UUID entry) {
    var bytes = ByteBuffer.allocate(WORD.length + 48).put(WORD);
    for (var id : new UUID[] {account, release, entry}) {
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
    try {
      var hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
