package io.antrean.ticket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What the tickets report. No person, booking or slot is ever a label. */
public final class TicketMetrics {

  /** In which form a ticket is given out. */
  enum Form {
    JWS,
    SVG,
    ICS
  }

  private final Map<Form, Counter> given = new EnumMap<>(Form.class);
  private final LongSupplier nanos;
  private volatile long readAtNanos;
  private volatile int revocations;
  private volatile int leftOut;

  public TicketMetrics(MeterRegistry registry) {
    this(registry, System::nanoTime);
  }

  TicketMetrics(MeterRegistry registry, LongSupplier nanos) {
    this.nanos = nanos;
    readAtNanos = nanos.getAsLong();
    for (var form : Form.values()) {
      given.put(
          form,
          Counter.builder("antrean.tickets")
              .description("Tickets given out, by form")
              .tag("form", form.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    Gauge.builder("antrean.ticket.revocations", () -> revocations)
        .description("Tickets on the revocation list of this node")
        .register(registry);
    Gauge.builder("antrean.ticket.revocations.cut", () -> leftOut)
        .description("1 while the revocation list has no room for all days")
        .register(registry);
    Gauge.builder("antrean.ticket.revocations.age", this::ageSeconds)
        .description("Since PostgreSQL was last asked for the revocation list")
        .baseUnit("seconds")
        .register(registry);
  }

  private double ageSeconds() {
    return (nanos.getAsLong() - readAtNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  void given(Form form) {
    given.get(form).increment();
  }

  /** The list was read, with so many tickets on it; {@code whole} says that it had room for all. */
  void revocations(int count, boolean whole) {
    revocations = count;
    leftOut = whole ? 0 : 1;
    readAtNanos = nanos.getAsLong();
  }
}
