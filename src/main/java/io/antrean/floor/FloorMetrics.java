package io.antrean.floor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** What the floor reports. No visit, counter or officer is ever a label. */
final class FloorMetrics {

  private static final String CHECK_IN = "CHECK_IN";

  private final MeterRegistry registry;

  FloorMetrics(MeterRegistry registry) {
    this.registry = registry;
    steps(CHECK_IN);
    for (var act : Act.values()) steps(act.name());
    for (var lane : Lane.values()) calls(lane);
    payments("paid");
  }

  /** Counts who has come, with a booking or without. */
  void checkedIn(int visits) {
    steps(CHECK_IN).increment(visits);
  }

  /** Counts what was done with a visit. */
  void step(String act) {
    steps(act).increment();
  }

  /** Counts a call of the next one in line. */
  void called(Lane lane) {
    calls(lane).increment();
  }

  /** Counts an answer to a bank: {@code paid}, {@code known}, or the name of the problem. */
  void payment(String outcome) {
    payments(outcome).increment();
  }

  private Counter steps(String act) {
    return Counter.builder("antrean.visit.steps")
        .description("What was done with visits at the office, by act")
        .tag("act", act.toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private Counter calls(Lane lane) {
    return Counter.builder("antrean.calls")
        .description("Calls of the next one in line, by lane")
        .tag("lane", lane.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private Counter payments(String outcome) {
    return Counter.builder("antrean.payments")
        .description("Answers to a bank that says that somebody has paid, by outcome")
        .tag("outcome", outcome.replace('-', '_'))
        .register(registry);
  }
}
