package io.antrean.claim;

import io.antrean.catalogue.Release;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A request for seats, named by the client's UUID. {@code slots} are local times as the contract
 * writes them, in order of preference; {@code fingerprint} is of account, release and content as
 * sent, so that a retry is known as one.
 */
public record Claim(
    UUID id,
    UUID account,
    Release release,
    List<String> slots,
    boolean orNext,
    List<UUID> party,
    UUID fingerprint) {

  /** Slots that one claim may name. */
  public static final int SLOTS_MAX = 10;

  /** Persons of one claim. */
  public static final int PARTY_MAX = 5;

  /** As {@code redis/claims.lua} reads it; {@code place} counts its release in the call from 1. */
  Buffer toBuffer(int place) {
    var to = Buffer.buffer(52 + 16 * (slots.size() + party.size()));
    Bytes.append(to, id);
    Bytes.append(to, fingerprint);
    Bytes.append(to, account);
    to.appendByte((byte) place).appendByte((byte) (orNext ? 1 : 0));
    to.appendByte((byte) slots.size()).appendByte((byte) party.size());
    for (var slot : slots) to.appendBytes(slot.getBytes(StandardCharsets.ISO_8859_1));
    for (var person : party) Bytes.append(to, person);
    return to;
  }
}
