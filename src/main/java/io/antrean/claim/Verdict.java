package io.antrean.claim;

import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/** What PostgreSQL said of one claim: confirmed when {@code rejection} is null. */
public record Verdict(UUID claim, Rejection rejection, long decidedAtMs) {

  private static final int BYTES = 28;

  /** As {@code redis/settle.lua} takes it. */
  public Buffer toBuffer() {
    var to = Bytes.append(Buffer.buffer(BYTES), claim);
    to.appendByte((byte) (rejection == null ? 'C' : 'R'));
    to.appendByte((byte) (rejection == null ? 0 : rejection.code())).appendLong(decidedAtMs);
    to.appendByte((byte) (rejection != null && rejection.seatsGoBack() ? 1 : 0));
    return to.appendByte((byte) (rejection != null && rejection.barsPerson() ? 1 : 0));
  }
}
