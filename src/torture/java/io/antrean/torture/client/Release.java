package io.antrean.torture.client;

import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/** A release that the suite has made. */
public record Release(
    UUID id, Office office, List<String> slots, int capacity, Instant opensAt, long madeAtMs) {

  /** When its last slot begins, in the suite's one time zone. */
  public long lastSlotMs() {
    return startMs(slots.get(slots.size() - 1));
  }

  /** When this slot begins, in ms. */
  public long startMs(String slot) {
    return LocalDateTime.parse(slot).atZone(Releases.ZONE).toInstant().toEpochMilli();
  }

  public int seats() {
    return slots.size() * capacity;
  }
}
