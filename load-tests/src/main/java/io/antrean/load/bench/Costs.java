package io.antrean.load.bench;

import io.antrean.load.bench.Processor.Side;
import java.util.EnumMap;
import java.util.Map;

/** Microseconds of the processors that a request took of each side, and bytes that it left. */
record Costs(Map<Side, Double> microseconds, double allocated, double redis, double postgres) {

  static Costs between(Sample before, Sample after, long requests) {
    var micros = new EnumMap<Side, Double>(Side.class);
    after
        .processor()
        .forEach(
            (side, seconds) -> {
              var spent = seconds - before.processor().getOrDefault(side, 0.0);
              micros.put(side, spent * 1e6 / requests);
            });
    return new Costs(
        micros,
        (after.allocated() - before.allocated()) / requests,
        (double) (after.redisBytes() - before.redisBytes()) / requests,
        (double) (after.postgresBytes() - before.postgresBytes()) / requests);
  }

  double of(Side side) {
    return microseconds.getOrDefault(side, Double.NaN);
  }

  /** What there is to see at one moment. */
  record Sample(
      Map<Side, Double> processor, double allocated, long redisBytes, long postgresBytes) {}
}
