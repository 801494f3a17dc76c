package io.antrean.torture.client;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A release that the suite has made. */
public record Release(
    UUID id, Office office, List<String> slots, int capacity, Instant opensAt, long madeAtMs) {

  public int seats() {
    return slots.size() * capacity;
  }
}
