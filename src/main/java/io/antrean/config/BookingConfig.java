package io.antrean.config;

import java.time.Duration;

/**
 * The rules of bookings: how long a seat that was given back cools, at random between two bounds,
 * and until when before its slot a cancel is free.
 */
public record BookingConfig(Duration coolingMin, Duration coolingMax, Duration cancelFreeUntil) {

  /** A seat that comes back is announced for longer than memory may answer without it. */
  public static final long COOLING_LEAST_MS = 2_000;

  public BookingConfig {
    new Check()
        .ms("BOOKING_COOLING_MIN_MS", coolingMin, COOLING_LEAST_MS, 86_400_000)
        .ms("BOOKING_COOLING_MAX_MS", coolingMax, coolingMin.toMillis(), 86_400_000)
        .ms("BOOKING_CANCEL_FREE_UNTIL_MS", cancelFreeUntil, 0, 2_592_000_000L)
        .done();
  }
}
