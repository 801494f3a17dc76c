package io.antrean.mail;

import io.antrean.config.MailConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail on its way: a few attempts each, and only so many at once, since the answer to a request
 * does not wait for it. What does not get through is lost and counted: its person asks for another.
 * One instance serves all event loops of a node.
 */
public final class Mail {

  private static final Logger log = LoggerFactory.getLogger(Mail.class);

  /** Mails that are handed to the mail server at once. */
  private static final int CODES_AT_ONCE = 2;

  private final Vertx vertx;
  private final MailConfig config;
  private final Sender sender;
  private final AtomicInteger underWay = new AtomicInteger();
  private final Counter sent;
  private final Counter failed;
  private final Counter dropped;

  /** {@code password} is the SMTP server's, null where it asks for none. */
  public Mail(
      Vertx vertx, MailConfig config, String password, Clock clock, MeterRegistry registry) {
    this(vertx, config, sender(vertx, config, password, clock, "mail", CODES_AT_ONCE), registry);
  }

  Mail(Vertx vertx, MailConfig config, Sender sender, MeterRegistry registry) {
    this.vertx = vertx;
    this.config = config;
    this.sender = sender;
    this.sent = counter(registry, "sent");
    this.failed = counter(registry, "failed");
    this.dropped = counter(registry, "dropped");
  }

  /**
   * One with threads of its own, named so, for this many mails at once: who waits for a code does
   * not wait for others' mail. Null sends nothing. No default: a new mode does not compile until it
   * has a sender.
   */
  public static Sender sender(
      Vertx vertx, MailConfig config, String password, Clock clock, String name, int atOnce) {
    return switch (config.mode()) {
      case NONE -> null;
      case LOG -> new LogSender();
      case SMTP -> new SmtpSender(vertx, config, password, clock, name, atOnce);
    };
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("antrean.mails")
        .description("Mails by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  /** Whether this installation sends mail at all. */
  public boolean isOn() {
    return sender != null;
  }

  /** Takes the message over, or drops it when too many are under way. */
  public void post(Message message) {
    if (sender == null || underWay.incrementAndGet() > config.waitingMax()) {
      if (sender != null) underWay.decrementAndGet();
      dropped.increment();
      return;
    }
    attempt(message, 1);
  }

  private void attempt(Message message, int number) {
    sender
        .send(message)
        .onSuccess(done -> end(sent))
        .onFailure(
            failure -> {
              if (number < config.attempts()) {
                vertx.setTimer(
                    config.retryAfter().toMillis() * number, t -> attempt(message, number + 1));
              } else {
                end(failed);
                // Its class alone: the words of a mail server name the address.
                log.warn("event=mail-failed reason={}", failure.getClass().getSimpleName());
              }
            });
  }

  private void end(Counter outcome) {
    underWay.decrementAndGet();
    outcome.increment();
  }
}
