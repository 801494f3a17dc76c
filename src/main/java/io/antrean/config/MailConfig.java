package io.antrean.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether and how mail is sent; what concerns the SMTP server is looked at only when there is one.
 */
public record MailConfig(
    Mode mode,
    String host,
    int port,
    Tls tls,
    String user,
    Path passwordFile,
    String from,
    Duration timeout,
    int waitingMax,
    int attempts,
    Duration retryAfter) {

  /** Nothing is sent, and nobody registers; to the log, for a try; by SMTP. */
  public enum Mode {
    NONE,
    LOG,
    SMTP
  }

  /** Encrypted after a first word, from the first byte, or not at all. */
  public enum Tls {
    STARTTLS,
    TLS,
    NONE
  }

  public boolean isOn() {
    return mode != Mode.NONE;
  }

  private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>]+@[^@\\s<>]+");

  public MailConfig {
    user = user == null || user.isEmpty() ? null : user;
    var smtp = mode == Mode.SMTP;
    new Check()
        .that(mode != null, "MAIL", "must be none, log or smtp")
        .that(tls != null, "SMTP_TLS", "must be starttls, tls or none")
        .that(!smtp || !host.isEmpty(), "SMTP_HOST", "must name a host when ANTREAN_MAIL is smtp")
        .between("SMTP_PORT", port, 1, 65_535)
        .that(
            !smtp || ADDRESS.matcher(from).matches(),
            "SMTP_FROM",
            "must be an e-mail address when ANTREAN_MAIL is smtp")
        .that(
            !smtp || user == null || passwordFile != null && Files.isReadable(passwordFile),
            "SMTP_PASSWORD_FILE",
            "must name a file that can be read when ANTREAN_SMTP_USER is set")
        .ms("SMTP_TIMEOUT_MS", timeout, 100, 120_000)
        .between("MAIL_WAITING_MAX", waitingMax, 1, 100_000)
        .between("MAIL_ATTEMPTS", attempts, 1, 10)
        .ms("MAIL_RETRY_MS", retryAfter, 1, 60_000)
        .done();
  }

  static MailConfig from(Environment env) {
    return new MailConfig(
        word(Mode.values(), env.text("MAIL")),
        env.text("SMTP_HOST"),
        env.integer("SMTP_PORT"),
        word(Tls.values(), env.text("SMTP_TLS")),
        env.text("SMTP_USER"),
        env.text("SMTP_PASSWORD_FILE").isEmpty() ? null : env.path("SMTP_PASSWORD_FILE"),
        env.text("SMTP_FROM"),
        env.ms("SMTP_TIMEOUT_MS"),
        env.integer("MAIL_WAITING_MAX"),
        env.integer("MAIL_ATTEMPTS"),
        env.ms("MAIL_RETRY_MS"));
  }

  /** Null when it is none of them. */
  private static <E extends Enum<E>> E word(E[] words, String text) {
    for (var word : words) if (word.name().toLowerCase(Locale.ROOT).equals(text)) return word;
    return null;
  }
}
