package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.catalogue.Slot;
import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A release as Redis keeps it ({@code redis/world.lua}), made from PostgreSQL's slots and bookings.
 */
final class ReleaseImage {

  private final Release release;
  private final int capacity;
  private final int width;
  private final byte[] bits;
  private final boolean somebodyWaits;
  private final Map<String, Integer> given = new LinkedHashMap<>();
  private final Map<String, Long> cooling = new LinkedHashMap<>();
  private final Buffer ids = Buffer.buffer();
  private final Set<UUID> listed = new HashSet<>();
  private int held;
  private int confirmed;
  private int offered;

  ReleaseImage(Release release, boolean somebodyWaits) {
    this.release = release;
    this.somebodyWaits = somebodyWaits;
    this.capacity = release.terms().capacity();
    this.width = (capacity + 7) / 8;
    this.bits = new byte[release.slots().size() * width];
    for (int slot = 0; slot < release.slots().size(); slot++) {
      for (int pad = capacity; pad < width * 8; pad++) set(slot * width * 8 + pad);
    }
  }

  private void set(int bit) {
    bits[bit >> 3] |= (byte) (0x80 >> (bit & 7));
  }

  /** A claim that PostgreSQL has a row of, and whose seats it holds. */
  void addHolder(UUID claim, ClaimRecord record) {
    if (listed.add(claim)) Bytes.append(ids, claim);
    for (var member : record.members()) {
      set(record.slot() * width * 8 + member.seat() - 1);
      if (record.state() == ClaimRecord.State.HELD) held++;
      else confirmed++;
    }
  }

  /** Seats on offer to the waiting list. */
  void addOffered(ClaimRecord record) {
    for (var member : record.members()) {
      set(record.slot() * width * 8 + member.seat() - 1);
      offered++;
    }
  }

  /**
   * A claim whose seats came back; they are claimable from this instant on, by Redis's clock. Where
   * somebody waits all of them are offered first: which were left to all is not written down.
   */
  void addEnded(UUID claim, ClaimRecord record, long claimableAtMs, long nowMs) {
    if (listed.add(claim)) Bytes.append(ids, claim);
    for (var member : record.members()) {
      var seat = record.slot() + ":" + member.seat();
      given.merge(seat, member.given(), Math::max);
      if (somebodyWaits || claimableAtMs > nowMs) cooling.merge(seat, claimableAtMs, Math::max);
    }
  }

  /** To be called when all claims are added: a seat that is taken again is not cooling. */
  ReleaseImage finish() {
    cooling.keySet().removeIf(seat -> isTaken(bit(seat)));
    cooling.keySet().forEach(seat -> set(bit(seat)));
    return this;
  }

  private int bit(String seat) {
    var colon = seat.indexOf(':');
    var slot = Integer.parseInt(seat.substring(0, colon));
    return slot * width * 8 + Integer.parseInt(seat.substring(colon + 1)) - 1;
  }

  private boolean isTaken(int bit) {
    return (bits[bit >> 3] & (0x80 >> (bit & 7))) != 0;
  }

  Buffer bits() {
    return Buffer.buffer(bits);
  }

  /** How often the seats that came back had been given till then. */
  Map<String, Integer> given() {
    return given;
  }

  /** The seats that are on their way back, and when they are claimable. */
  Map<String, Long> cooling() {
    return cooling;
  }

  /** Where Redis keeps those: nothing comes free by time alone where somebody waits. */
  String coolingPart() {
    return somebodyWaits ? ":line" : ":cool";
  }

  private long firstBackAtMs() {
    if (somebodyWaits) return 0;
    return cooling.values().stream().mapToLong(Long::longValue).min().orElse(0);
  }

  /** The claims that hold or held a seat; null when there are none. */
  Buffer ids() {
    return ids.length() == 0 ? null : ids;
  }

  Buffer starts() {
    var starts = Buffer.buffer(release.slots().size() * 8);
    for (var slot : release.slots()) starts.appendLong(start(slot));
    return starts;
  }

  /** In ms; of a slot that is shut in seconds, as {@code redis/world.lua} says. */
  private long start(Slot slot) {
    var at = slot.startsAt();
    return release.shut().contains(slot.ordinal()) ? at.getEpochSecond() : at.toEpochMilli();
  }

  /** Ordinal, last ordinal of the same day, start: what the script reads of a wanted slot. */
  Buffer slot(int ordinal) {
    var slot = release.slots().get(ordinal);
    return Buffer.buffer(12)
        .appendUnsignedShort(ordinal)
        .appendUnsignedShort(dayEnd(ordinal))
        .appendLong(start(slot));
  }

  private int dayEnd(int ordinal) {
    var slots = release.slots();
    var day = slots.get(ordinal).starts().toLocalDate();
    var last = ordinal;
    while (last + 1 < slots.size() && slots.get(last + 1).starts().toLocalDate().equals(day)) {
      last++;
    }
    return last;
  }

  /** The fields of the release's hash, name and value in turn. */
  Object[] fields() {
    return new Object[] {
      "opens_at",
      release.opensAt().toEpochMilli(),
      "closed",
      release.closedAt() == null ? 0 : 1,
      "version",
      release.version(),
      "open",
      0,
      "service",
      release.service().id(),
      "capacity",
      capacity,
      "width",
      width,
      "last_at",
      release.lastSlotAt().toEpochMilli(),
      "free",
      release.capacityTotal() - held - confirmed - cooling.size() - offered,
      "held",
      held,
      "confirmed",
      confirmed,
      "cooling",
      cooling.size(),
      "withheld",
      0,
      "offered",
      offered,
      "counter",
      1,
      "back_at",
      firstBackAtMs(),
      "came_back",
      given.size()
    };
  }
}
