package io.antrean.mail;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.MailConfig;
import io.antrean.support.Eventually;
import io.antrean.support.Mailbox;
import io.antrean.support.TcpProxy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Mail")
class MailSpec {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-07T01:00:00Z"), ZoneOffset.UTC);
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final Vertx vertx = Vertx.vertx();
  private static final Mailbox mailbox = Mailbox.open();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @AfterAll
  static void close() {
    mailbox.close();
    vertx.close().await();
  }

  private static MailConfig config(MailConfig.Mode mode, int port, int waitingMax) {
    return new MailConfig(
        mode,
        "127.0.0.1",
        port,
        MailConfig.Tls.NONE,
        null,
        null,
        "antrean@example.org",
        Duration.ofMillis(500),
        waitingMax,
        3,
        Duration.ofMillis(50));
  }

  private double count(String outcome) {
    return registry.counter("antrean.mails", "outcome", outcome).count();
  }

  private void waitFor(String outcome, double mails) {
    then(Eventually.find(SOON, () -> count(outcome), found -> found >= mails)).isEqualTo(mails);
  }

  @Test
  void arrives_whole() throws Exception {
    var mail =
        new Mail(vertx, config(MailConfig.Mode.SMTP, mailbox.port(), 10), null, CLOCK, registry);
    mail.post(new Message("ani@example.org", "Kode untuk “Ani”", "Kode: É-1\n\nSelesai."));
    waitFor("sent", 1);
    var arrived = mailbox.to("ani@example.org").get(0);
    then(arrived.getSubject()).isEqualTo("Kode untuk “Ani”");
    then(arrived.getContent().toString().replace("\r", "").strip())
        .isEqualTo("Kode: É-1\n\nSelesai.");
    then(arrived.getFrom()[0]).hasToString("antrean@example.org");
    then(arrived.getSentDate().toInstant()).isEqualTo(CLOCK.instant());
    then(arrived.getHeader("Auto-Submitted")).containsExactly("auto-generated");
  }

  @Test
  void is_tried_again_when_the_server_was_away() {
    try (var proxy = new TcpProxy(mailbox.port())) {
      proxy.silenceAll();
      var mail =
          new Mail(vertx, config(MailConfig.Mode.SMTP, proxy.port(), 10), null, CLOCK, registry);
      mail.post(new Message("again@example.org", "Again", "Again."));
      Eventually.pause(700);
      proxy.passAgain();
      waitFor("sent", 1);
      then(mailbox.to("again@example.org")).hasSize(1);
    }
  }

  @Test
  void is_given_up_after_three_attempts_at_a_server_that_says_nothing() throws IOException {
    try (var silent = new ServerSocket(0)) {
      var mail =
          new Mail(
              vertx,
              config(MailConfig.Mode.SMTP, silent.getLocalPort(), 10),
              null,
              CLOCK,
              registry);
      var began = System.nanoTime();
      mail.post(new Message("ani@example.org", "Lost", "Lost."));
      waitFor("failed", 1);
      then(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(6));
    }
  }

  @Test
  void beyond_its_bound_is_dropped_at_once() {
    var taken = new ArrayList<Promise<Void>>();
    Sender slow =
        message -> {
          var promise = Promise.<Void>promise();
          taken.add(promise);
          return promise.future();
        };
    var mail = new Mail(vertx, config(MailConfig.Mode.LOG, 1, 2), slow, registry);
    for (int i = 0; i < 5; i++) mail.post(new Message("ani@example.org", "S", "T."));
    then(taken).hasSize(2);
    then(count("dropped")).isEqualTo(3);
    taken.forEach(Promise::complete);
    mail.post(new Message("ani@example.org", "S", "T."));
    then(taken).hasSize(3);
    then(count("sent")).isEqualTo(2);
  }

  @Test
  void is_not_sent_where_it_is_off() {
    var mail = new Mail(vertx, config(MailConfig.Mode.NONE, 1, 2), null, CLOCK, registry);
    then(mail.isOn()).isFalse();
    mail.post(new Message("ani@example.org", "S", "T."));
    then(count("dropped")).isEqualTo(1);
  }

  @Test
  void that_fails_does_not_take_up_its_place_for_ever() {
    var attempts = new AtomicInteger();
    Sender broken =
        message -> {
          attempts.incrementAndGet();
          return Future.failedFuture("no");
        };
    var mail = new Mail(vertx, config(MailConfig.Mode.LOG, 1, 1), broken, registry);
    mail.post(new Message("ani@example.org", "S", "T."));
    waitFor("failed", 1);
    then(attempts).hasValue(3);
    mail.post(new Message("ani@example.org", "S", "T."));
    waitFor("failed", 2);
  }
}
