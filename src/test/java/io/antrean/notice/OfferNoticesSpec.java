package io.antrean.notice;

import static io.antrean.notice.NoticeFixture.SOON;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.booking.WaitingOffice;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Followed;
import io.antrean.support.HookServer;
import io.antrean.support.Installation;
import io.antrean.support.JudgedClient;
import io.antrean.support.Mailbox;
import io.antrean.support.OpenApi;
import io.antrean.support.TcpProxy;
import io.vertx.core.json.JsonArray;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Who waits and is offered a seat")
class OfferNoticesSpec {

  private static final Mailbox mailbox = Mailbox.open();
  private static final TcpProxy proxy = new TcpProxy(mailbox.port());

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          mailbox.environment(
              NoticeFixture.environment(
                  Map.of(
                      "ANTREAN_SMTP_PORT",
                      Integer.toString(proxy.port()),
                      "ANTREAN_SMTP_TIMEOUT_MS",
                      "500"))));

  private final HookServer hook = HookServer.open();
  private final Day day = Day.next();
  private final WaitingOffice list =
      new WaitingOffice(office, day, office.release(day.terms(1, 1)));
  private final String ani = office.citizens(1).get(0);
  private final String address = "budi-" + UUID.randomUUID() + "@example.org";
  private final String budi = NoticeFixture.withMail(office, address, "en").token();
  private String webhook;

  @BeforeEach
  void register() {
    webhook = NoticeFixture.registered(office, hook);
  }

  @AfterEach
  void remove() {
    NoticeFixture.remove(office, webhook);
    hook.close();
  }

  @AfterAll
  static void closeMail() {
    proxy.close();
    mailbox.close();
  }

  /** Budi's entry, for the seat that Ani has given back. */
  private UUID waits() {
    var sold = list.booked(ani, "08:00");
    var entry = list.joined(budi);
    list.cancel(ani, sold);
    return entry;
  }

  private List<String> mails(int count) {
    return Eventually.find(SOON, () -> mailbox.to(address), found -> found.size() >= count).stream()
        .map(OfferNoticesSpec::subject)
        .toList();
  }

  private static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String firstText() {
    try {
      return mailbox.to(address).get(0).getContent().toString();
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void thenAllIsDelivered() {
    var left =
        "SELECT (SELECT count(*) FROM notice) + (SELECT count(*) FROM booking_change"
            + " WHERE NOT noticed)";
    then(Eventually.find(SOON, () -> office.sql(left), count -> count.equals(0L))).isEqualTo(0L);
  }

  @Test
  void hears_of_it_once_by_mail_and_webhook_before_the_confirmation_of_who_takes_it() {
    var entry = waits();
    then(mails(1)).hasSize(1);
    then(mails(1).get(0)).startsWith("It is your turn: ").endsWith(", 08:00");
    then(firstText()).contains("is kept for you until", "(Asia/Jakarta)", "Sampit");
    Eventually.find(SOON, () -> hook.of(entry), found -> !found.isEmpty());
    var sent = hook.of(entry).get(0);
    var data = sent.json().getJsonObject("data");
    var offer = list.when(budi, entry, "OFFERED").getJsonObject("offer");
    then(sent.json().getString("id")).isEqualTo(entry + ".0.offer");
    then(data.getString("state")).isEqualTo("OFFERED");
    then(data.getString("slot")).isEqualTo(offer.getString("slot"));
    then(data.getString("expiresAt")).isEqualTo(offer.getString("expiresAt"));
    then(data.getJsonArray("numbers")).isEqualTo(new JsonArray());
    var contract = new JudgedClient(office).contract();
    then(contract.findings("/components/schemas/Notice", OpenApi.json(sent.body()))).isEmpty();

    then(list.accept(budi, entry).status()).isEqualTo(201);
    Eventually.find(SOON, () -> hook.of(entry), found -> found.size() >= 2);
    then(mails(2).get(1)).isEqualTo("Your booking A0800-1b is confirmed");
    thenAllIsDelivered();
    then(hook.kinds(entry)).containsExactly("offer", "confirmed");
    then(mails(2)).hasSize(2);
  }

  @Test
  void does_not_hear_of_it_when_it_was_over_before_it_could_be_sent() {
    proxy.silenceAll();
    hook.answers(one -> one.type().equals("offer") ? 503 : 204);
    var entry = waits();
    list.when(budi, entry, "OFFERED");
    Eventually.find(SOON, () -> hook.of(entry), found -> !found.isEmpty());
    then(list.accept(budi, entry).status()).isEqualTo(201);
    // Each attempt that had begun has failed, and there was none after it.
    var left = "SELECT count(*) FROM notice WHERE kind = 'offer' AND booking = '" + entry + "'";
    then(Eventually.find(SOON, () -> office.sql(left), count -> count.equals(0L))).isEqualTo(0L);
    proxy.passAgain();
    then(mails(1)).containsExactly("Your booking A0800-1b is confirmed");
    Eventually.find(SOON, () -> hook.kinds(entry), found -> found.contains("confirmed"));
    hook.answers(one -> 204);
    thenAllIsDelivered();
    then(hook.kinds(entry)).endsWith("confirmed");
    then(mails(1)).hasSize(1);
  }

  @Test
  void finds_no_offer_among_the_events_of_the_booking_that_came_of_it() {
    var entry = waits();
    list.when(budi, entry, "OFFERED");
    then(list.accept(budi, entry).status()).isEqualTo(201);
    list.cancel(budi, entry);
    var path = "/api/v1/bookings/" + entry + "/events";
    var ticket = office.call(0, "POST", path + "/ticket", budi, null).body().getString("ticket");
    try (var stream = Followed.open(office.node(0).apiPort(), path + "?ticket=" + ticket, null)) {
      then(stream.events(2))
          .extracting(event -> event.data().getString("state"))
          .containsExactly("CONFIRMED", "CANCELLED");
    }
  }
}
