package io.antrean.catalogue;

import java.time.Instant;
import java.time.LocalDateTime;

/**
 * An arrival time of a release: local time of the office and the instant that it is. {@code
 * ordinal} counts from 0 in order of time within the release.
 */
public record Slot(int ordinal, LocalDateTime starts, Instant startsAt) {

  /** As the contract writes it: {@code 2030-01-07T08:00}, always 16 characters. */
  public String text() {
    return starts.toString();
  }
}
