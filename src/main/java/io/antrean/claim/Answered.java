package io.antrean.claim;

import io.antrean.claim.Verdict.Outcome;
import io.vertx.core.buffer.Buffer;
import java.util.UUID;

/**
 * What PostgreSQL has answered to one entry of the ledger that is no grant: to a cancel, a change,
 * or what an administrator asked. {@code rejection} is null unless a change met one.
 */
public record Answered(
    UUID claim, UUID fingerprint, String entry, Outcome outcome, Rejection rejection) {

  /** Bytes of one in a message of {@code redis/settle.lua}. */
  static final int BYTES = 46;

  static Answered read(Buffer from, int at) {
    return new Answered(
        Bytes.uuid(from, at),
        Bytes.uuid(from, at + 16),
        from.getLong(at + 32) + "-" + from.getUnsignedInt(at + 40),
        Outcome.ofLetter(from.getByte(at + 44)),
        Rejection.ofCode(from.getUnsignedByte(at + 45)));
  }
}
