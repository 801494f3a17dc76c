package io.antrean.admission;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The spec stands where a trusted proxy does, and says whom it asks for. */
@DisplayName("An address")
class AddressLimitSpec {

  private static final int BURST = 50;

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_TRUSTED_PROXIES", "127.0.0.1",
              "ANTREAN_RATE_ADDRESS_PER_MINUTE", "10",
              "ANTREAN_RATE_ADDRESS_BURST", Integer.toString(BURST)));

  private static Answer ask(String forwarded) {
    return office.call(0, "GET", "/api/v1/offices", null, null, forwarded(forwarded));
  }

  private static Map<String, String> forwarded(String addresses) {
    return Map.of("X-Forwarded-For", addresses);
  }

  private static Answer askUntilRefused(String forwarded) {
    return Eventually.find(
        Duration.ofSeconds(30), () -> ask(forwarded), answer -> answer.status() == 429);
  }

  @Test
  void that_asks_too_often_hears_429_and_is_served_again_after_retry_after()
      throws InterruptedException {
    for (int i = 0; i < BURST; i++) then(ask("198.51.100.1").status()).isEqualTo(200);
    var refused = askUntilRefused("198.51.100.1");
    then(refused.problem()).isEqualTo("too-many-requests");
    then(refused.header("RateLimit-Policy")).isEqualTo("\"address\";q=50;w=300");
    then(refused.header("RateLimit")).isEqualTo("\"address\";r=0;t=300");
    then(ask("198.51.100.2").status()).as("another one").isEqualTo(200);
    Thread.sleep(Duration.ofSeconds(Integer.parseInt(refused.header("Retry-After"))).toMillis());
    then(ask("198.51.100.1").status()).isEqualTo(200);
  }

  @Test
  void of_many_accounts_behind_one_nat_serves_them_all() {
    var release = office.release(new JsonObject().put("capacity", 20));
    var slots = new JsonObject().put("slots", new JsonArray(List.of("2030-01-07T08:00")));
    for (var citizen : office.citizens(40)) {
      var path = "/api/v1/releases/" + release + "/claims/" + UUID.randomUUID();
      var answer = office.call(0, "PUT", path, citizen, slots, forwarded("198.51.100.3"));
      then(answer.status()).isIn(201, 409);
    }
  }

  @Test
  void is_the_one_that_the_trusted_proxy_saw_whatever_its_client_wrote() {
    var refused = 0;
    for (int i = 0; i < BURST + 20; i++) {
      if (ask("192.0.2." + i + ", 198.51.100.4").status() == 429) refused++;
    }
    then(refused).isPositive();
    then(ask("192.0.2.1").status()).isEqualTo(200);
  }

  @Test
  void of_ipv6_is_its_network_of_64_bits() {
    var refused = 0;
    for (int i = 0; i < BURST + 20; i++) {
      if (ask("2001:db8:7:7::" + Integer.toHexString(i)).status() == 429) refused++;
    }
    then(refused).isPositive();
    then(ask("2001:db8:7:8::1").status()).isEqualTo(200);
  }

  @Test
  void of_the_machine_itself_is_not_limited_in_load_tests() {
    for (int i = 0; i < BURST + 20; i++) then(ask("127.0.0.1").status()).isEqualTo(200);
    for (int i = 0; i < BURST + 20; i++) {
      then(office.call(0, "GET", "/api/v1/offices", null, null).status()).isEqualTo(200);
    }
  }

  @Test
  void is_counted_and_never_a_label() {
    askUntilRefused("198.51.100.5");
    var scrape = office.management(0, "/metrics");
    then(scrape.lines().filter(line -> line.startsWith("antrean_rate_limited_total{limit=")))
        .hasSize(4)
        .anyMatch(line -> line.matches(".*\"address\"} [1-9].*"));
    then(scrape).doesNotContain("198.51.100");
  }
}
