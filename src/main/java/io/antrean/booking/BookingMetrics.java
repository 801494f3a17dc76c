package io.antrean.booking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the bookings report. No person, booking or slot is ever a label. */
public final class BookingMetrics {

  private final MeterRegistry registry;

  public BookingMetrics(MeterRegistry registry) {
    this.registry = registry;
    cancellations("cancelled");
    cancellations("pending");
    reschedules("rescheduled");
    reschedules("pending");
  }

  /** Counts an answer: {@code cancelled}, {@code pending}, or the name of the problem. */
  void cancellation(String outcome) {
    cancellations(outcome).increment();
  }

  /** Counts an answer: {@code rescheduled}, {@code pending}, or the name of the problem. */
  void reschedule(String outcome) {
    reschedules(outcome).increment();
  }

  private Counter reschedules(String outcome) {
    return Counter.builder("antrean.reschedules")
        .description("Answers to changes of bookings, by outcome")
        .tag("outcome", outcome.replace('-', '_'))
        .register(registry);
  }

  private Counter cancellations(String outcome) {
    return Counter.builder("antrean.cancellations")
        .description("Answers to cancellations, by outcome")
        .tag("outcome", outcome.replace('-', '_'))
        .register(registry);
  }
}
