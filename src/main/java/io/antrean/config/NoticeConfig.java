package io.antrean.config;

import java.time.Duration;
import java.util.List;

/**
 * How those concerned hear what becomes of a booking: the pace of event streams and of the outbox,
 * how often a delivery is tried, when reminders are written, and what is asked of webhooks. {@code
 * allowedRanges} are addresses that no webhook may have unless they are listed here.
 */
public record NoticeConfig(
    Duration eventsEvery,
    Duration eventsTicketLife,
    Duration every,
    int batch,
    Duration lease,
    int attempts,
    Duration retryMin,
    Duration retryMax,
    int mailsAtOnce,
    int reminderFrom,
    int reminderUntil,
    int webhooksMax,
    int webhookAtOnce,
    Duration webhookTimeout,
    int webhookFailuresMax,
    Duration webhookFailingMax,
    List<String> allowedRanges) {

  public NoticeConfig {
    allowedRanges = List.copyOf(allowedRanges);
    var check =
        new Check()
            .ms("BOOKING_EVENTS_EVERY_MS", eventsEvery, 50, 60_000)
            .ms("BOOKING_EVENTS_TICKET_LIFE_MS", eventsTicketLife, 1_000, 600_000)
            .ms("NOTICE_EVERY_MS", every, 20, 60_000)
            .between("NOTICE_BATCH", batch, 1, 10_000)
            // A delivery must be over before somebody else begins it again.
            .ms("NOTICE_LEASE_MS", lease, 2 * webhookTimeout.toMillis(), 3_600_000)
            .between("NOTICE_ATTEMPTS", attempts, 1, 1_000)
            .ms("NOTICE_RETRY_MIN_MS", retryMin, 1, 3_600_000)
            .ms("NOTICE_RETRY_MAX_MS", retryMax, retryMin.toMillis(), 86_400_000)
            .between("NOTICE_MAILS_AT_ONCE", mailsAtOnce, 1, 64)
            .between("NOTICE_REMINDER_FROM_HOUR", reminderFrom, 0, 23)
            .between("NOTICE_REMINDER_UNTIL_HOUR", reminderUntil, reminderFrom + 1, 24)
            .between("WEBHOOKS_MAX", webhooksMax, 0, 1_000)
            .between("WEBHOOK_AT_ONCE", webhookAtOnce, 1, 64)
            .ms("WEBHOOK_TIMEOUT_MS", webhookTimeout, 100, 60_000)
            .between("WEBHOOK_FAILURES_MAX", webhookFailuresMax, 1, 1_000_000)
            .ms("WEBHOOK_FAILING_MAX_MS", webhookFailingMax, 0, 2_000_000_000);
    for (var range : allowedRanges) {
      check.that(
          AddressRange.parse(range) != null,
          "WEBHOOK_ALLOWED_RANGES",
          "must list addresses or ranges such as 10.0.0.0/8; it has \"%s\"".formatted(range));
    }
    check.done();
  }

  /** Those of {@link #allowedRanges}. */
  public List<AddressRange> allowed() {
    return allowedRanges.stream().map(AddressRange::parse).toList();
  }

  static NoticeConfig from(Environment env) {
    return new NoticeConfig(
        env.ms("BOOKING_EVENTS_EVERY_MS"),
        env.ms("BOOKING_EVENTS_TICKET_LIFE_MS"),
        env.ms("NOTICE_EVERY_MS"),
        env.integer("NOTICE_BATCH"),
        env.ms("NOTICE_LEASE_MS"),
        env.integer("NOTICE_ATTEMPTS"),
        env.ms("NOTICE_RETRY_MIN_MS"),
        env.ms("NOTICE_RETRY_MAX_MS"),
        env.integer("NOTICE_MAILS_AT_ONCE"),
        env.integer("NOTICE_REMINDER_FROM_HOUR"),
        env.integer("NOTICE_REMINDER_UNTIL_HOUR"),
        env.integer("WEBHOOKS_MAX"),
        env.integer("WEBHOOK_AT_ONCE"),
        env.ms("WEBHOOK_TIMEOUT_MS"),
        env.integer("WEBHOOK_FAILURES_MAX"),
        env.ms("WEBHOOK_FAILING_MAX_MS"),
        env.list("WEBHOOK_ALLOWED_RANGES"));
  }
}
