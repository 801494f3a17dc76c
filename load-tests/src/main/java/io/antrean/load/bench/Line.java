package io.antrean.load.bench;

import io.antrean.load.bench.Generator.Outcome;
import java.util.Map;

/**
 * One measurement, beside its limit where there is one. The ratio is of the rates, or of the
 * slowest one in a hundred where both were given the same rate; {@code aim} is what it should be, 0
 * for nothing.
 */
record Line(
    String name,
    Measured own,
    String limitName,
    Measured limit,
    double ratio,
    double aim,
    Costs costs,
    Map<Integer, Integer> statuses) {

  static Line of(String name, Outcome own, Costs costs) {
    return new Line(name, own.wanted(), null, null, Double.NaN, 0, costs, own.statuses());
  }

  /** A limit by itself. */
  static Line limit(String name, Measured measured) {
    return new Line(name, measured, null, null, Double.NaN, 0, null, Map.of());
  }

  Line beside(String what, Measured other, double wanted) {
    return with(what, other, own.perSecond() / other.perSecond(), wanted);
  }

  Line besideP99(String what, Measured other, double wanted) {
    return with(what, other, own.p99Ms() / other.p99Ms(), wanted);
  }

  private Line with(String what, Measured other, double newRatio, double wanted) {
    return new Line(name, own, what, other, newRatio, wanted, costs, statuses);
  }
}
