package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.HookServer;
import io.antrean.support.HookServer.Received;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real processes: what a killed one had taken must come from the other one. */
@DisplayName("A node that is killed while it delivers")
class KilledNodeSpec {

  private static final int BOOKINGS = 500;
  private static final int AT_ONCE = 16;
  private static final Duration LATER = Duration.ofSeconds(60);

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          NoticeFixture.environment(
              Map.of(
                  "ANTREAN_WEBHOOK_AT_ONCE", Integer.toString(AT_ONCE),
                  "ANTREAN_WEBHOOK_FAILURES_MAX", "1000000",
                  "ANTREAN_NOTICE_ATTEMPTS", "1000")));

  private final Day day = Day.next();

  /** Each is confirmed and cancelled, and nothing of it arrives yet. */
  private List<UUID> bookings() {
    var release = office.release(day.terms(BOOKINGS, 1));
    var citizens = office.citizens(BOOKINGS);
    var ids = citizens.stream().map(one -> UUID.randomUUID()).toList();
    var path = "/api/v1/bookings/";
    for (int from = 0; from < BOOKINGS; from += 50) {
      var answers = new ArrayList<CompletableFuture<Answer>>();
      for (int i = from; i < from + 50; i++) {
        var wish = day.wish("08:00");
        answers.add(office.claimAsync(0, citizens.get(i), release, ids.get(i), wish, Map.of()));
      }
      answers.forEach(answer -> then(answer.join().status()).isEqualTo(201));
    }
    for (int i = 0; i < BOOKINGS; i++) {
      var cancelled = office.call(0, "DELETE", path + ids.get(i), citizens.get(i), null);
      then(cancelled.status()).isEqualTo(200);
    }
    var outbox = "SELECT count(*) FROM notice";
    then(Eventually.find(LATER, () -> office.sql(outbox), n -> n.equals(2L * BOOKINGS)))
        .isEqualTo(2L * BOOKINGS);
    return ids;
  }

  @Test
  void loses_none_of_a_thousand_notices_and_each_booking_hears_in_order() {
    try (var hook = HookServer.open()) {
      hook.answers(one -> 503);
      NoticeFixture.registered(office, hook);
      var bookings = bookings();
      office.stopNode(0);
      hook.forget();
      hook.answers(
          one -> {
            Eventually.pause(20);
            return 204;
          });
      var killed = office.startProcess();
      Eventually.find(LATER, () -> hook.received().size(), count -> count >= 300);
      killed.kill();
      var delivered = ids(hook).size();
      then(delivered).isBetween(300, 2 * BOOKINGS - AT_ONCE);
      var taken = "SELECT count(*) FROM notice WHERE due_at > now() AND failure IS NULL";
      then((Long) office.sql(taken)).as("what it had under way").isBetween(1L, 1L * AT_ONCE);
      try (var other = office.startProcess()) {
        Eventually.find(LATER, () -> ids(hook).size(), count -> count >= 2 * BOOKINGS);
        then(other.port()).isPositive();
      }
      then(ids(hook)).hasSize(2 * BOOKINGS);
      for (var booking : bookings) {
        then(new LinkedHashSet<>(hook.kinds(booking))).containsExactly("confirmed", "cancelled");
      }
      // At least once: what was under way came twice, and nothing else.
      then(hook.received()).hasSizeLessThanOrEqualTo(2 * BOOKINGS + AT_ONCE);
      then(office.sql("SELECT count(*) FROM notice")).isEqualTo(0L);
    }
  }

  private static LinkedHashSet<String> ids(HookServer hook) {
    var ids = new LinkedHashSet<String>();
    for (Received one : hook.received()) ids.add(one.headers().get("webhook-id"));
    return ids;
  }
}
