package io.antrean.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real SMTP server on a port of its own, and what has arrived there. */
public final class Mailbox implements AutoCloseable {

  public static final String PASSWORD = "correct horse battery";

  private static final Pattern CODE = Pattern.compile("[0-9A-Z]{5}-[0-9A-Z]{5}");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GreenMail server;

  private Mailbox(GreenMail server) {
    this.server = server;
  }

  public static Mailbox open() {
    var setup = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    setup.setServerStartupTimeout(10_000);
    var server = new GreenMail(setup);
    server.start();
    return new Mailbox(server);
  }

  public int port() {
    return server.getSmtp().getPort();
  }

  /** What makes a node send its mail here; {@code more} is added to it. */
  public Map<String, String> environment(Map<String, String> more) {
    var all = new HashMap<String, String>();
    all.put("ANTREAN_MAIL", "smtp");
    all.put("ANTREAN_SMTP_HOST", "127.0.0.1");
    all.put("ANTREAN_SMTP_PORT", Integer.toString(port()));
    all.put("ANTREAN_SMTP_TLS", "none");
    all.put("ANTREAN_SMTP_FROM", "antrean@example.org");
    all.putAll(more);
    return all;
  }

  /** All that came for this address, in the order in which it came. */
  public List<MimeMessage> to(String address) {
    return Stream.of(server.getReceivedMessages()).filter(mail -> isTo(mail, address)).toList();
  }

  private static boolean isTo(MimeMessage mail, String address) {
    try {
      return mail.getRecipients(RecipientType.TO)[0].toString().equals(address);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The last text that came for this address, once there are so many. */
  public String text(String address, int count) {
    var texts = texts(address, count);
    return texts.get(texts.size() - 1);
  }

  /** The last code that came, once there are so many mails: others may have overtaken it. */
  public String code(String address, int count) {
    return texts(address, count).stream()
        .map(CODE::matcher)
        .filter(Matcher::find)
        .map(Matcher::group)
        .reduce((one, later) -> later)
        .orElseThrow();
  }

  private List<String> texts(String address, int count) {
    var mails = Eventually.find(PATIENCE, () -> to(address), found -> found.size() >= count);
    if (mails.size() < count) throw new AssertionError(mails.size() + " mails to " + address);
    return mails.stream().map(Mailbox::content).toList();
  }

  private static String content(MimeMessage mail) {
    try {
      return mail.getContent().toString();
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Registers a citizen over HTTP, verifies the address, and logs in; the token. */
  public String citizen(Installation office, String address) {
    var token = unverified(office, address);
    var code = new JsonObject().put("code", code(address, 1));
    var verified = office.call(0, "POST", "/api/v1/accounts/me/verification", token, code);
    if (verified.status() != 200) throw new AssertionError(verified.toString());
    return token;
  }

  /** The same without verifying. */
  public String unverified(Installation office, String address) {
    var account = new JsonObject().put("login", address).put("password", PASSWORD);
    var registered = office.call(0, "POST", "/api/v1/accounts", null, account);
    if (registered.status() != 202) throw new AssertionError(registered.toString());
    code(address, 1);
    return logIn(office, address, PASSWORD).body().getString("token");
  }

  public static Installation.Answer logIn(Installation office, String login, String password) {
    var body = new JsonObject().put("login", login).put("password", password);
    return office.call(0, "POST", "/api/v1/sessions", null, body);
  }

  @Override
  public void close() {
    server.stop();
  }
}
