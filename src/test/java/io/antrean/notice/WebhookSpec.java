package io.antrean.notice;

import static io.antrean.notice.NoticeFixture.SOON;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.HookServer;
import io.antrean.support.HookServer.Received;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A webhook")
class WebhookSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          NoticeFixture.environment(
              Map.of(
                  "ANTREAN_NOTICE_ATTEMPTS", "4",
                  "ANTREAN_WEBHOOK_FAILURES_MAX", "6",
                  "ANTREAN_WEBHOOK_FAILING_MAX_MS", "0",
                  "ANTREAN_WEBHOOKS_MAX", "3")));

  private final HookServer hook = HookServer.open();
  private final Day day = Day.next();
  private final String release = office.release(day.terms(2, 4));
  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();

  @AfterEach
  void remove() {
    hook.close();
    var path = "/api/v1/webhooks";
    var all = office.call(0, "GET", path, office.token("admin"), null).body();
    for (var one : all.getJsonArray("items")) {
      NoticeFixture.remove(office, ((JsonObject) one).getString("id"));
    }
  }

  private void book(String token, UUID id, String time) {
    then(office.claim(0, token, release, id, day.wish(time)).status()).isEqualTo(201);
  }

  private void cancel() {
    var path = "/api/v1/bookings/" + claim;
    then(office.call(1, "DELETE", path, ani, null).status()).isEqualTo(200);
  }

  private List<Received> received(Object booking, int count) {
    return Eventually.find(SOON, () -> hook.of(booking), found -> found.size() >= count);
  }

  private static Answer webhook(String id) {
    return office.call(1, "GET", "/api/v1/webhooks/" + id, office.token("admin"), null);
  }

  @Test
  void is_sent_signed_cloud_events_that_name_no_person() {
    var registered = NoticeFixture.register(office, hook.url("/hook?x=1"), "confirmed cancelled");
    var secret = registered.body().getString("secret");
    book(ani, claim, "08:00");
    var one = received(claim, 1).get(0);
    var event = one.json();
    then(one.path()).isEqualTo("/hook?x=1");
    then(one.headers().get("content-type"))
        .isEqualTo("application/cloudevents+json; charset=UTF-8");
    then(event.getString("specversion")).isEqualTo("1.0");
    then(event.getString("type")).isEqualTo("io.antrean.booking.confirmed");
    then(event.getString("source")).isEqualTo("/api/v1/offices/sampit");
    then(event.getString("id")).isEqualTo(claim + ".0.confirmed");
    then(event.getJsonObject("data"))
        .isEqualTo(
            new JsonObject()
                .put("booking", claim.toString())
                .put("state", "CONFIRMED")
                .put("office", "sampit")
                .put("service", "passport-new")
                .put("slot", day.at("08:00"))
                .put("zone", "Asia/Jakarta")
                .put("numbers", new JsonArray(List.of("A0800-1")))
                .put("changes", 0));
    var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    var seconds = Long.parseLong(one.headers().get("webhook-timestamp"));
    then(key).hasSize(32);
    then(one.headers().get("webhook-id")).isEqualTo(event.getString("id"));
    then(one.headers().get("webhook-signature"))
        .isEqualTo(Signature.of(key, event.getString("id"), seconds, one.body()));
    then(webhook(registered.body().getString("id")).body().containsKey("secret")).isFalse();
  }

  @Test
  void is_told_of_its_office_and_its_kinds_alone() {
    office.sql(
        "INSERT INTO office VALUES ('elsewhere', 'Elsewhere', 'UTC') ON CONFLICT DO NOTHING");
    NoticeFixture.register(office, hook.url("/cancelled"), "cancelled");
    var other =
        new JsonObject()
            .put("office", "elsewhere")
            .put("url", hook.url("/elsewhere"))
            .put("kinds", new JsonArray(List.of("confirmed", "cancelled")));
    var added =
        Eventually.find(
            SOON,
            () -> office.call(0, "POST", "/api/v1/webhooks", office.token("admin"), other),
            answer -> answer.status() == 201);
    then(added.status()).isEqualTo(201);
    book(ani, claim, "08:00");
    cancel();
    then(received(claim, 1)).hasSize(1);
    then(hook.kinds(claim)).containsExactly("cancelled");
    then(hook.received()).allMatch(one -> one.path().equals("/cancelled"));
  }

  @Test
  void that_fails_gets_the_same_again_and_the_next_of_the_booking_only_then() {
    NoticeFixture.registered(office, hook);
    var failures = new int[] {2};
    hook.answers(one -> failures[0]-- > 0 ? 500 : 204);
    book(ani, claim, "08:00");
    cancel();
    then(received(claim, 4)).hasSize(4);
    then(hook.kinds(claim)).containsExactly("confirmed", "confirmed", "confirmed", "cancelled");
    then(hook.of(claim).subList(0, 3).stream().map(Received::body).distinct()).hasSize(1);
    then(hook.of(claim).subList(0, 3).stream().map(r -> r.headers().get("webhook-id")).distinct())
        .hasSize(1);
  }

  @Test
  void that_is_slow_holds_up_nobody_else() {
    var open = new CountDownLatch(1);
    try (var slow = HookServer.open()) {
      slow.answers(
          one -> {
            await(open);
            return 204;
          });
      NoticeFixture.registered(office, slow);
      NoticeFixture.registered(office, hook);
      var citizens = office.citizens(8);
      var ids = citizens.stream().map(none -> UUID.randomUUID()).toList();
      for (int i = 0; i < 8; i++) {
        book(citizens.get(i), ids.get(i), List.of("08:00", "08:15", "08:30", "08:45").get(i / 2));
      }
      for (var id : ids) then(received(id, 1)).hasSize(1);
      open.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void that_redirects_is_not_followed_and_a_notice_that_never_arrives_is_set_aside() {
    var id = NoticeFixture.registered(office, hook);
    hook.answers(one -> 302);
    book(ani, claim, "08:00");
    var setAside = "SELECT failure FROM notice WHERE set_aside_at IS NOT NULL AND booking = '%s'";
    var failure =
        Eventually.find(SOON, () -> office.sql(setAside.formatted(claim)), found -> found != null);
    then(failure).isEqualTo("redirect");
    then(hook.received()).hasSize(4).noneMatch(one -> one.path().equals("/moved"));
    then(metric("antrean_notices_total{channel=\"webhook\",outcome=\"set_aside\"}")).isPositive();
    // The next one of the booking is not held up by it.
    hook.answers(one -> 204);
    cancel();
    then(received(claim, 5)).hasSize(5);
    then(hook.kinds(claim).get(4)).isEqualTo("cancelled");
    then(Eventually.find(SOON, () -> webhook(id).body().getInteger("failures"), n -> n == 0))
        .isZero();
    var open = "antrean_notices_set_aside_open";
    then(Eventually.find(SOON, () -> metric(open), found -> found > 0)).isPositive();
  }

  /** Over both nodes. */
  private static double metric(String name) {
    var sum = 0.0;
    for (int node = 0; node < 2; node++) {
      for (var line : office.management(node, "/metrics").lines().toList()) {
        if (line.startsWith(name + " ")) sum += Double.parseDouble(line.split(" ")[1]);
      }
    }
    return sum;
  }

  @Test
  void that_goes_on_failing_is_disabled_with_the_reason_and_told_the_rest_once_it_is_enabled() {
    var id = NoticeFixture.registered(office, hook);
    hook.answers(one -> 503);
    var budi = office.citizens(1).get(0);
    var second = UUID.randomUUID();
    book(ani, claim, "08:00");
    book(budi, second, "08:15");
    var disabled =
        Eventually.find(
            SOON, () -> webhook(id).body(), found -> !found.getBoolean("enabled", false));
    then(disabled.getBoolean("enabled")).isFalse();
    then(disabled.getString("disabledReason")).isEqualTo("status-503");
    hook.answers(one -> 204);
    var before = hook.received().size();
    Eventually.pause(500);
    then(hook.received()).hasSize(before);
    office.sql("UPDATE notice SET set_aside_at = NULL, attempts = 0, due_at = now()");
    var enabled = new JsonObject().put("enabled", true);
    var path = "/api/v1/webhooks/" + id;
    var answer = office.call(0, "PATCH", path, office.token("admin"), enabled);
    then(answer.body().getBoolean("enabled")).isTrue();
    var all = Eventually.find(SOON, hook::received, found -> found.size() >= before + 2);
    then(all.subList(before, all.size()).stream().map(Received::booking))
        .contains(claim.toString(), second.toString());
  }

  @Test
  void that_says_it_is_gone_is_asked_no_more() {
    var id = NoticeFixture.registered(office, hook);
    hook.answers(one -> 410);
    book(ani, claim, "08:00");
    var disabled =
        Eventually.find(
            SOON, () -> webhook(id).body(), found -> !found.getBoolean("enabled", false));
    then(disabled.getString("disabledReason")).isEqualTo("gone");
    Eventually.pause(300);
    then(hook.received()).hasSize(1);
  }

  @Test
  void that_says_nothing_has_failed_after_its_time() {
    var open = new CountDownLatch(1);
    NoticeFixture.registered(office, hook);
    hook.answers(
        one -> {
          await(open);
          return 204;
        });
    book(ani, claim, "08:00");
    var timedOut = "SELECT max(failure) FROM notice WHERE booking = '" + claim + "'";
    then(Eventually.find(SOON, () -> office.sql(timedOut), found -> found != null))
        .isEqualTo("timeout");
    open.countDown();
  }

  @Test
  void is_tried_by_a_ping() {
    var id = NoticeFixture.registered(office, hook);
    var path = "/api/v1/webhooks/" + id + "/ping";
    var answer = office.call(0, "POST", path, office.token("admin"), null);
    then(answer.body()).isEqualTo(new JsonObject().put("delivered", true).putNull("reason"));
    then(hook.received().get(0).json().getString("type")).isEqualTo("io.antrean.ping");
    hook.answers(one -> 404);
    then(office.call(0, "POST", path, office.token("admin"), null).body().getString("reason"))
        .isEqualTo("status-404");
    hook.close();
    then(office.call(0, "POST", path, office.token("admin"), null).body().getString("reason"))
        .isEqualTo("connection");
  }

  @Test
  void that_is_removed_is_told_nothing_more() {
    var id = NoticeFixture.registered(office, hook);
    hook.answers(one -> 500);
    book(ani, claim, "08:00");
    received(claim, 1);
    NoticeFixture.remove(office, id);
    then(office.sql("SELECT count(*) FROM notice WHERE receiver = '" + id + "'")).isEqualTo(0L);
    then(webhook(id).status()).isEqualTo(404);
  }
}
