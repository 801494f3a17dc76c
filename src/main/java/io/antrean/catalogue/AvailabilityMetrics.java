package io.antrean.catalogue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToIntFunction;

/** The seats of each release that is not retired. Belongs to the refresher's event loop. */
public final class AvailabilityMetrics {

  private final MeterRegistry registry;
  private final AvailabilityBoard board;
  private final Map<UUID, List<Meter>> gauges = new HashMap<>();

  public AvailabilityMetrics(MeterRegistry registry, AvailabilityBoard board) {
    this.registry = registry;
    this.board = board;
  }

  void shown(UUID release) {
    gauges.computeIfAbsent(
        release,
        id ->
            List.of(
                gauge(id, "free", Availability::freeTotal),
                gauge(id, "held", Availability::held),
                gauge(id, "confirmed", Availability::confirmed),
                gauge(id, "cooling", Availability::cooling),
                gauge(id, "offered", Availability::offered)));
  }

  void gone(UUID release) {
    var ended = gauges.remove(release);
    if (ended != null) ended.forEach(registry::remove);
  }

  private Gauge gauge(UUID release, String state, ToIntFunction<Availability> count) {
    return Gauge.builder("antrean.seats", () -> seats(release, count))
        .description("Seats of a release by state, as Redis counts them")
        .tag("release", release.toString())
        .tag("state", state)
        .register(registry);
  }

  private Double seats(UUID release, ToIntFunction<Availability> count) {
    var now = board.of(release);
    return now == null ? Double.NaN : count.applyAsInt(now);
  }
}
