package io.antrean.notice;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What notices report. No booking, account or webhook is ever a label. */
public final class NoticeMetrics {

  static final String MAIL = "mail";
  static final String WEBHOOK = "webhook";

  private static final List<String> CHANNELS = List.of(MAIL, WEBHOOK);
  private static final List<String> OUTCOMES = List.of("delivered", "moot", "failed", "set_aside");

  private final Map<String, Counter> counters = new TreeMap<>();
  private volatile double overdueMail;
  private volatile double overdueWebhook;
  private volatile double setAside;
  private volatile double disabled;

  public NoticeMetrics(MeterRegistry registry) {
    for (var channel : CHANNELS) {
      for (var outcome : OUTCOMES) {
        counters.put(
            channel + outcome,
            Counter.builder("antrean.notices")
                .description("Attempts at delivering notices by what came of them")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(registry));
      }
    }
    overdue(registry, MAIL, metrics -> metrics.overdueMail);
    overdue(registry, WEBHOOK, metrics -> metrics.overdueWebhook);
    Gauge.builder("antrean.notices.set.aside.open", this, metrics -> metrics.setAside)
        .description("Notices that were set aside and wait for an operator")
        .register(registry);
    Gauge.builder("antrean.webhooks.disabled", this, metrics -> metrics.disabled)
        .description("Webhooks that are disabled because they failed")
        .register(registry);
  }

  private void overdue(
      MeterRegistry registry,
      String channel,
      java.util.function.ToDoubleFunction<NoticeMetrics> seconds) {
    Gauge.builder("antrean.notices.overdue.seconds", this, seconds)
        .description("How long the notice that waits longest has been due")
        .tag("channel", channel)
        .register(registry);
  }

  void count(String channel, String outcome) {
    counters.get(channel + outcome).increment();
  }

  /** As the whole installation has it. */
  void measured(double overdueMail, double overdueWebhook, long setAside, long disabled) {
    this.overdueMail = overdueMail;
    this.overdueWebhook = overdueWebhook;
    this.setAside = setAside;
    this.disabled = disabled;
  }
}
