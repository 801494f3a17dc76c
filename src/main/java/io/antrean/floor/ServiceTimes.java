package io.antrean.floor;

/**
 * How long a counter was taken by one visitor today, in seconds: a quarter took at most {@code
 * low}, half {@code middle}, three quarters {@code high}; of so many, at so many counters.
 */
record ServiceTimes(int measured, int counters, double low, double middle, double high) {

  /** Fewer tell nothing. */
  static final int MEASURED_MIN = 5;

  boolean areEnough() {
    return measured >= MEASURED_MIN && counters > 0;
  }
}
