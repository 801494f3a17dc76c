package io.antrean.claim;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/** UUIDs as the 16 bytes that Redis keeps, big endian. */
public final class Bytes {

  public static final int UUID_BYTES = 16;

  private Bytes() {}

  public static Buffer of(UUID id) {
    return append(Buffer.buffer(16), id);
  }

  public static Buffer append(Buffer to, UUID id) {
    return to.appendLong(id.getMostSignificantBits()).appendLong(id.getLeastSignificantBits());
  }

  public static UUID uuid(Buffer from, int at) {
    return new UUID(from.getLong(at), from.getLong(at + 8));
  }
}
