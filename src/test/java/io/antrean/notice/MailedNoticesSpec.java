package io.antrean.notice;

import static io.antrean.notice.NoticeFixture.SOON;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Mailbox;
import io.antrean.support.People.Household;
import io.antrean.support.TcpProxy;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Notices by mail")
class MailedNoticesSpec {

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

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 3));
  private final UUID claim = UUID.randomUUID();
  private final String address = "ani-" + claim + "@example.org";

  @AfterAll
  static void close() {
    proxy.close();
    mailbox.close();
  }

  private void book(Household who, String time) {
    var answer = office.claim(0, who.token(), release, claim, day.wish(time));
    then(answer.status()).isEqualTo(201);
  }

  private void move(Household who, String time) {
    var path = "/api/v1/bookings/" + claim + "/reschedule";
    then(office.call(1, "POST", path, who.token(), day.wish(time)).status()).isEqualTo(200);
  }

  private void cancel(Household who) {
    var path = "/api/v1/bookings/" + claim;
    then(office.call(0, "DELETE", path, who.token(), null).status()).isEqualTo(200);
  }

  private List<MimeMessage> mails(int count) {
    return Eventually.find(SOON, () -> mailbox.to(address), found -> found.size() >= count);
  }

  private static List<String> subjects(List<MimeMessage> mails) {
    return mails.stream().map(MailedNoticesSpec::subject).toList();
  }

  private static String subject(MimeMessage mail) {
    try {
      return mail.getSubject();
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(MimeMessage mail) {
    try {
      return mail.getContent().toString();
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object waiting() {
    return office.sql("SELECT count(*) FROM notice");
  }

  @Test
  void tell_what_became_of_a_booking_in_order_in_the_language_of_the_account() {
    var ani = NoticeFixture.withMail(office, address, "en");
    book(ani, "08:00");
    move(ani, "08:15");
    move(ani, "08:30");
    cancel(ani);
    var mails = mails(4);
    then(subjects(mails))
        .containsExactly(
            "Your booking A0800-1 is confirmed",
            "Your booking is A0815-1 now",
            "Your booking is A0830-1 now",
            "Your booking A0830-1 is cancelled");
    then(text(mails.get(0)))
        .contains("A0800-1", ", 08:00 (Asia/Jakarta)", "Sampit")
        .doesNotContain("Somebody");
    then(text(mails.get(1))).contains("08:15");
    then(Eventually.find(SOON, MailedNoticesSpec::waiting, count -> count.equals(0L)))
        .isEqualTo(0L);
  }

  @Test
  void are_in_indonesian_unless_the_account_says_otherwise() {
    var ani = NoticeFixture.withMail(office, address, "id");
    book(ani, "08:00");
    then(subjects(mails(1))).containsExactly("Antrean A0800-1 Anda sudah pasti");
  }

  @Test
  void go_to_nobody_who_has_not_shown_that_mail_reaches_them() {
    var ani = NoticeFixture.withMail(office, address, "en");
    office.sql("UPDATE account SET verified_at = NULL WHERE login = '" + address + "'");
    book(ani, "08:00");
    var budi = office.citizens(1).get(0);
    var other = office.claim(0, budi, release, UUID.randomUUID(), day.wish("08:15"));
    then(other.status()).isEqualTo(201);
    then(Eventually.find(SOON, this::cursorsAreAtTheEnd, done -> done)).isTrue();
    then(waiting()).isEqualTo(0L);
    then(mailbox.to(address)).isEmpty();
  }

  private boolean cursorsAreAtTheEnd() {
    var ahead =
        """
        SELECT count(*) FROM notice_cursor c JOIN verdicts v ON v.partition = c.partition
         WHERE (v.epoch, v.last_ms, v.last_seq) > (c.epoch, c.last_ms, c.last_seq)
        """;
    return office.sql(ahead).equals(0L);
  }

  @Test
  void wait_for_a_mail_server_that_is_away_and_keep_their_order() {
    var ani = NoticeFixture.withMail(office, address, "en");
    proxy.silenceAll();
    book(ani, "08:00");
    move(ani, "08:15");
    cancel(ani);
    var tried =
        Eventually.find(
            SOON,
            () -> office.sql("SELECT max(attempts) FROM notice WHERE failure IS NOT NULL"),
            found -> found != null && ((Number) found).intValue() >= 2);
    then(tried).isNotNull();
    proxy.passAgain();
    then(subjects(mails(3)))
        .containsExactly(
            "Your booking A0800-1 is confirmed",
            "Your booking is A0815-1 now",
            "Your booking A0815-1 is cancelled");
  }

  @Test
  void remember_the_words_of_no_mail_server() {
    var notice =
        office.sql("SELECT count(*) FROM notice WHERE failure LIKE '%@%' OR failure LIKE '% %'");
    then(notice).isEqualTo(0L);
  }
}
