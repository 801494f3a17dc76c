package io.antrean.admission;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Loopback is free of address limits here, as in load tests, and its accounts are not. */
@DisplayName("An account")
class AccountLimitSpec {

  private static final int BURST = 8;

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_RATE_ACCOUNT_PER_MINUTE", "10",
              "ANTREAN_RATE_ACCOUNT_BURST", Integer.toString(BURST),
              "ANTREAN_RATE_ADDRESS_PER_MINUTE", "1",
              "ANTREAN_RATE_ADDRESS_BURST", "1",
              "ANTREAN_RATE_LOG_INS_PER_MINUTE", "1",
              "ANTREAN_RATE_LOG_INS_BURST", "1"));

  private static String release;
  private static List<String> citizens;

  @BeforeAll
  static void a_release_and_citizens() {
    release = office.release(new JsonObject().put("capacity", 20));
    citizens = office.citizens(7);
  }

  private static Answer claim(String token, UUID id) {
    var slots = new JsonObject().put("slots", new JsonArray(List.of("2030-01-07T08:00")));
    return office.claim(0, token, release, id, slots);
  }

  /** The same claim until it is refused, which it is before long. */
  private static Answer claimUntilRefused(String token, UUID id) {
    return Eventually.find(
        Duration.ofSeconds(20), () -> claim(token, id), answer -> answer.status() == 429);
  }

  @Test
  void that_repeats_its_claim_too_fast_hears_429_and_is_served_again_after_retry_after()
      throws InterruptedException {
    var id = UUID.randomUUID();
    var first = claim(citizens.get(0), id);
    then(first.status()).isEqualTo(201);
    then(first.header("RateLimit-Policy")).isEqualTo("\"account\";q=8;w=48");
    then(first.header("RateLimit")).isEqualTo("\"account\";r=7;t=6");
    var counted = count("antrean_rate_limited_total{limit=\"account\"}");
    // WHEN
    var refused = claimUntilRefused(citizens.get(0), id);
    // THEN
    then(refused.problem()).isEqualTo("too-many-requests");
    then(refused.header("Content-Type")).isEqualTo("application/problem+json");
    then(refused.header("RateLimit-Policy")).isEqualTo("\"account\";q=8;w=48");
    then(refused.header("RateLimit")).isEqualTo("\"account\";r=0;t=48");
    then(refused.header("Server-Time-Ms")).isNotNull();
    var seconds = Integer.parseInt(refused.header("Retry-After"));
    then(seconds).isBetween(1, 6);
    then(count("antrean_rate_limited_total{limit=\"account\"}")).isEqualTo(counted + 1);
    then(count("antrean_claims_total{outcome=\"too_many_requests\"}")).isPositive();
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    then(claim(citizens.get(0), id).status()).isEqualTo(200);
  }

  @Test
  void is_not_refused_for_what_another_one_asks_at_the_same_address() {
    claimUntilRefused(citizens.get(1), UUID.randomUUID());
    then(claim(citizens.get(2), UUID.randomUUID()).status()).isEqualTo(201);
  }

  @Test
  void is_counted_wherever_a_token_is_needed() {
    var token = citizens.get(3);
    claimUntilRefused(token, UUID.randomUUID());
    then(office.call(0, "GET", "/api/v1/bookings", token, null).status()).isEqualTo(429);
    var booking = "/api/v1/bookings/" + UUID.randomUUID();
    then(office.call(0, "DELETE", booking, token, null).status()).isEqualTo(429);
    then(office.call(0, "POST", "/api/v1/sessions/renewals", token, null).status()).isEqualTo(429);
    var slots = office.call(0, "GET", "/api/v1/releases/" + release + "/slots", token, null);
    then(slots.status()).as("anybody may look what is free").isEqualTo(200);
    then(slots.header("RateLimit")).isNull();
  }

  @Test
  void is_not_charged_for_a_token_that_is_not_valid() {
    var forged = citizens.get(4) + "x";
    for (int i = 0; i < BURST + 5; i++) {
      then(office.call(0, "GET", "/api/v1/bookings", forged, null).status()).isEqualTo(401);
    }
    then(claim(citizens.get(4), UUID.randomUUID()).header("RateLimit"))
        .startsWith("\"account\";r=");
  }

  @Test
  void hears_429_in_its_language() {
    claimUntilRefused(citizens.get(5), UUID.randomUUID());
    var answer =
        office.call(
            0, "GET", "/api/v1/bookings", citizens.get(5), null, Map.of("Accept-Language", "id"));
    then(answer.header("Content-Language")).isEqualTo("id");
    then(answer.body().getString("title")).isEqualTo("Terlalu banyak permintaan");
  }

  @Test
  void hears_429_before_its_body_is_read() throws IOException {
    var token = citizens.get(6);
    claimUntilRefused(token, UUID.randomUUID());
    try (var socket = new Socket("127.0.0.1", office.node(0).apiPort())) {
      socket.setSoTimeout(5_000);
      var head =
          "PUT /api/v1/releases/%s/claims/%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"
                  .formatted(release, UUID.randomUUID(), token)
              + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      // Nothing of the body is ever sent.
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
      then(answer).isEqualTo("HTTP/1.1 429");
      // Who sends the rest drop by drop is cut off, long before a body's time is over.
      socket.getInputStream().readAllBytes();
    }
  }

  private static double count(String sample) {
    return office
        .management(0, "/metrics")
        .lines()
        .filter(line -> line.startsWith(sample + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
        .sum();
  }
}
