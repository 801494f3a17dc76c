package io.antrean.catalogue;

import io.vertx.core.buffer.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What is free of one release at one moment, as Redis said. Immutable; its version changes with
 * every seat. {@code asOfMs} is Redis's clock, {@code fetchedNanos} the {@code System.nanoTime} at
 * which it was asked for, so that its age is never told too low.
 */
public final class Availability {

  /**
   * The counts of a release, as Redis keeps them; {@code backAtMs} is when the next seat that cools
   * is claimable again, by Redis's clock, or 0.
   */
  record Counts(
      boolean closed, long backAtMs, int held, int confirmed, int cooling, int offered, int free) {}

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final UUID release;
  private final int epoch;
  private final long counter;
  private final long asOfMs;
  private final long fetchedNanos;
  private final Counts counts;
  private final short[] freeBySlot;
  private final SlotsAnswer answer;

  private Availability(
      UUID release,
      int epoch,
      long counter,
      long asOfMs,
      long fetchedNanos,
      Counts counts,
      short[] freeBySlot,
      SlotsAnswer answer) {
    this.release = release;
    this.epoch = epoch;
    this.counter = counter;
    this.asOfMs = asOfMs;
    this.fetchedNanos = fetchedNanos;
    this.counts = counts;
    this.freeBySlot = freeBySlot;
    this.answer = answer;
  }

  /**
   * {@code bitmap} has a bit a seat, 1 for one that is not free, in the order of Redis's SETBIT:
   * each slot has {@code ceil(capacity / 8)} bytes of it, padded with 1.
   */
  static Availability of(
      UUID release,
      int epoch,
      long counter,
      long asOfMs,
      long fetchedNanos,
      Counts counts,
      byte[] bitmap,
      int capacity) {
    var width = (capacity + 7) / 8;
    var free = new short[bitmap.length / width];
    for (int slot = 0; slot < free.length; slot++) {
      free[slot] = (short) (width * 8 - ones(bitmap, slot * width, width));
    }
    return new Availability(
        release, epoch, counter, asOfMs, fetchedNanos, counts, free, new SlotsAnswer());
  }

  /** The seats free in all of a bitmap. */
  static int freeIn(byte[] bitmap) {
    return bitmap.length * 8 - ones(bitmap, 0, bitmap.length);
  }

  private static int ones(byte[] bitmap, int from, int width) {
    int ones = 0;
    int at = from;
    for (; at + 8 <= from + width; at += 8) {
      ones += Long.bitCount((long) EIGHT_BYTES.get(bitmap, at));
    }
    for (; at < from + width; at++) ones += Integer.bitCount(bitmap[at] & 0xff);
    return ones;
  }

  /** The same version, seen again later. */
  Availability seenAgain(long asOfMs, long fetchedNanos) {
    return new Availability(
        release, epoch, counter, asOfMs, fetchedNanos, counts, freeBySlot, answer);
  }

  public UUID release() {
    return release;
  }

  public int epoch() {
    return epoch;
  }

  public long counter() {
    return counter;
  }

  /** When Redis said so, by Redis's clock. */
  public long asOfMs() {
    return asOfMs;
  }

  /** The {@code System.nanoTime} at which Redis was asked. */
  public long fetchedNanos() {
    return fetchedNanos;
  }

  /** Whether Redis has it as closed by an administrator. */
  public boolean closed() {
    return counts.closed;
  }

  /** When the next seat that cools is claimable again, by Redis's clock; 0 when none cools. */
  public long backAtMs() {
    return counts.backAtMs;
  }

  public int held() {
    return counts.held;
  }

  public int confirmed() {
    return counts.confirmed;
  }

  public int cooling() {
    return counts.cooling;
  }

  /** The seats that are on offer to the waiting list. */
  public int offered() {
    return counts.offered;
  }

  /** The seats free in the whole release. */
  public int freeTotal() {
    return counts.free;
  }

  /** The seats free in the slot of this ordinal. */
  public int free(int slotOrdinal) {
    return freeBySlot[slotOrdinal];
  }

  public String version() {
    return "e" + epoch + "." + counter;
  }

  /** The version as an ETag: made when first asked for, then shared. */
  String tag() {
    return answer.tag(this);
  }

  /** The body of {@code GET …/slots}: made when first asked for, then shared. */
  Buffer slots(Release release) {
    return answer.body(release, this);
  }

  /** The same as a server-sent event, made when first asked for, then shared. */
  Buffer event(Release release) {
    return answer.event(release, this);
  }

  /**
   * Up to {@code max} slots with room for so many, nearest in time to the wanted one, the later of
   * two that are as near first. Neither the wanted one, nor the excluded, nor any that has begun.
   */
  public List<Slot> nearest(
      Release release, Slot wanted, int room, int max, Set<Slot> exclude, long nowMs) {
    var nearest = new ArrayList<Slot>(max);
    if (counts.free < room) return nearest;
    var slots = release.slots();
    int before = wanted.ordinal() - 1;
    int after = wanted.ordinal() + 1;
    while (nearest.size() < max) {
      while (after < slots.size() && !fits(slots.get(after), room, exclude, nowMs)) after++;
      while (before >= 0 && !fits(slots.get(before), room, exclude, nowMs)) before--;
      var later = after < slots.size() ? slots.get(after) : null;
      var earlier = before >= 0 ? slots.get(before) : null;
      if (later == null && earlier == null) break;
      if (earlier == null || later != null && away(later, wanted) <= away(earlier, wanted)) {
        nearest.add(later);
        after++;
      } else {
        nearest.add(earlier);
        before--;
      }
    }
    return nearest;
  }

  private boolean fits(Slot slot, int room, Set<Slot> exclude, long nowMs) {
    return slot.ordinal() < freeBySlot.length
        && freeBySlot[slot.ordinal()] >= room
        && slot.startsAt().toEpochMilli() > nowMs
        && !exclude.contains(slot);
  }

  private static long away(Slot slot, Slot wanted) {
    return Math.abs(slot.startsAt().getEpochSecond() - wanted.startsAt().getEpochSecond());
  }
}
