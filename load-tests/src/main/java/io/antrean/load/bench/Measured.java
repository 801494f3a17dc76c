package io.antrean.load.bench;

import java.util.Arrays;

/** A rate and its latencies: what a bench compares. */
record Measured(double perSecond, double p50Ms, double p99Ms, double p999Ms, long count) {

  /** From latencies in nanoseconds and the time that all of them took together. */
  static Measured of(long[] latenciesNs, long elapsedNs) {
    var sorted = latenciesNs.clone();
    Arrays.sort(sorted);
    return new Measured(
        sorted.length * 1e9 / Math.max(1, elapsedNs),
        at(sorted, 0.50) / 1e6,
        at(sorted, 0.99) / 1e6,
        at(sorted, 0.999) / 1e6,
        sorted.length);
  }

  /** A rate that another program has measured, with no latencies of its own. */
  static Measured rate(double perSecond) {
    return new Measured(perSecond, Double.NaN, Double.NaN, Double.NaN, 0);
  }

  private static long at(long[] sorted, double quantile) {
    if (sorted.length == 0) return 0;
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))];
  }

  Measured at(double otherPerSecond) {
    return new Measured(otherPerSecond, p50Ms, p99Ms, p999Ms, count);
  }

  /** Both halves of a measurement that was made in two parts of the same length. */
  Measured mean(Measured other) {
    return new Measured(
        (perSecond + other.perSecond) / 2,
        (p50Ms + other.p50Ms) / 2,
        (p99Ms + other.p99Ms) / 2,
        (p999Ms + other.p999Ms) / 2,
        count + other.count);
  }
}
