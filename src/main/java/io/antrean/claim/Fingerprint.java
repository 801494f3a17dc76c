package io.antrean.claim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;

/**
 * The first 16 bytes of a SHA-256 over account, release and content of a claim as it was sent: an
 * omitted party stays omitted. One instance an event loop.
 */
final class Fingerprint {

  private final MessageDigest digest;
  private final ByteBuffer bytes =
      ByteBuffer.allocate(35 + 16 * (Claim.SLOTS_MAX + Claim.PARTY_MAX));

  Fingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code party} is null where the request named none. */
  UUID of(UUID account, UUID release, List<String> slots, boolean orNext, List<UUID> party) {
    bytes.clear();
    put(account);
    put(release);
    bytes.put((byte) (orNext ? 1 : 0)).put((byte) slots.size());
    for (var slot : slots) bytes.put(slot.getBytes(StandardCharsets.ISO_8859_1));
    bytes.put((byte) (party == null ? 255 : party.size()));
    if (party != null) party.forEach(this::put);
    bytes.flip();
    digest.update(bytes);
    var hash = ByteBuffer.wrap(digest.digest());
    return new UUID(hash.getLong(), hash.getLong());
  }

  private void put(UUID id) {
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }
}
