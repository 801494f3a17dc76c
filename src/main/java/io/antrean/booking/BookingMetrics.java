package io.antrean.booking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the bookings report. No person, booking or slot is ever a label. */
public final class BookingMetrics {

  private final MeterRegistry registry;

  public BookingMetrics(MeterRegistry registry) {
    this.registry = registry;
    counter("cancelled");
    counter("pending");
  }

  /** Counts an answer: {@code cancelled}, {@code pending}, or the name of the problem. */
  void cancellation(String outcome) {
    counter(outcome).increment();
  }

  private Counter counter(String outcome) {
    return Counter.builder("antrean.cancellations")
        .description("Answers to cancellations, by outcome")
        .tag("outcome", outcome.replace('-', '_'))
        .register(registry);
  }
}
