package io.antrean.booking;

import io.antrean.claim.RecordAnswers;
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
    waitlists("joined");
    waitlists("left");
    acceptances("confirmed");
    acceptances("held");
  }

  /** Counts an answer: {@code cancelled}, {@code pending}, or the name of the problem. */
  void cancellation(String outcome) {
    cancellations(outcome).increment();
  }

  /** Counts an answer: {@code rescheduled}, {@code pending}, or the name of the problem. */
  void reschedule(String outcome) {
    reschedules(outcome).increment();
  }

  /** Counts an answer: {@code joined}, {@code left}, or the name of the problem. */
  void waitlist(String outcome) {
    waitlists(outcome).increment();
  }

  /** Counts an answer: {@code confirmed}, {@code held}, or the name of the problem. */
  void acceptance(String outcome) {
    acceptances(outcome).increment();
  }

  /** The same, for who answers them. How long they took is no claim's time. */
  RecordAnswers.Tally acceptances() {
    return new RecordAnswers.Tally() {
      @Override
      public void outcome(String name) {
        acceptance(name);
      }

      @Override
      public void confirmed(long arrivedNanos) {}
    };
  }

  private Counter waitlists(String outcome) {
    return Counter.builder("antrean.waitlists")
        .description("Answers to who joins or leaves a waiting list, by outcome")
        .tag("outcome", outcome.replace('-', '_'))
        .register(registry);
  }

  private Counter acceptances(String outcome) {
    return Counter.builder("antrean.acceptances")
        .description("Answers to who takes an offer of a waiting list, by outcome")
        .tag("outcome", outcome.replace('-', '_'))
        .register(registry);
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
