package io.antrean.mail;

import io.antrean.config.MailConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Properties;

/**
 * Hands mail to an SMTP server, on threads of its own since the library blocks. A connection for
 * each: mail is rare here, and a kept connection is one more thing that may have died.
 */
final class SmtpSender implements Sender {

  private final MailConfig config;
  private final Clock clock;
  private final Session session;
  private final WorkerExecutor threads;

  /** {@code password} is null where the server asks for none. */
  SmtpSender(
      Vertx vertx, MailConfig config, String password, Clock clock, String name, int atOnce) {
    this.config = config;
    this.clock = clock;
    this.threads = vertx.createSharedWorkerExecutor(name, atOnce);
    this.session = Session.getInstance(properties(config), authenticator(config.user(), password));
  }

  private static Properties properties(MailConfig config) {
    var ms = Long.toString(config.timeout().toMillis());
    var all = new Properties();
    all.put("mail.transport.protocol", "smtp");
    all.put("mail.smtp.host", config.host());
    all.put("mail.smtp.port", Integer.toString(config.port()));
    // Who we are is told by the address, not by asking the name service for this machine's name.
    all.put("mail.from", config.from());
    all.put("mail.smtp.localhost", config.from().substring(config.from().indexOf('@') + 1));
    all.put("mail.smtp.connectiontimeout", ms);
    all.put("mail.smtp.timeout", ms);
    all.put("mail.smtp.writetimeout", ms);
    all.put("mail.smtp.auth", Boolean.toString(config.user() != null));
    all.put("mail.smtp.ssl.enable", Boolean.toString(config.tls() == MailConfig.Tls.TLS));
    all.put("mail.smtp.ssl.checkserveridentity", "true");
    // Required: a server that does not offer it must not get a password or a code in clear.
    var startTls = Boolean.toString(config.tls() == MailConfig.Tls.STARTTLS);
    all.put("mail.smtp.starttls.enable", startTls);
    all.put("mail.smtp.starttls.required", startTls);
    return all;
  }

  private static Authenticator authenticator(String user, String password) {
    if (user == null) return null;
    return new Authenticator() {
      @Override
      protected PasswordAuthentication getPasswordAuthentication() {
        return new PasswordAuthentication(user, password);
      }
    };
  }

  @Override
  public Future<Void> send(Message message) {
    return threads.executeBlocking(() -> sendNow(message), false);
  }

  private Void sendNow(Message message) throws MessagingException {
    var mail = new MimeMessage(session);
    mail.setFrom(new InternetAddress(config.from(), true));
    mail.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(message.to(), true));
    mail.setSubject(message.subject(), StandardCharsets.UTF_8.name());
    mail.setText(message.text(), StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(clock.instant()));
    mail.setHeader("Auto-Submitted", "auto-generated");
    Transport.send(mail);
    return null;
  }
}
