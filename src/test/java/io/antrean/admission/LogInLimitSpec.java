package io.antrean.admission;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Logging in")
class LogInLimitSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_TRUSTED_PROXIES", "127.0.0.1",
              "ANTREAN_RATE_LOG_INS_PER_MINUTE", "6",
              "ANTREAN_RATE_LOG_INS_BURST", "5",
              "ANTREAN_RATE_WRONG_PASSWORDS_PER_MINUTE", "6",
              "ANTREAN_RATE_WRONG_PASSWORDS_BURST", "3"));

  private static Answer logIn(String address, String login, String password) {
    var body = new JsonObject().put("login", login).put("password", password);
    var from = Map.of("X-Forwarded-For", address);
    return office.call(0, "POST", "/api/v1/sessions", null, body, from);
  }

  @Test
  void is_limited_for_an_address_whoever_logs_in() {
    var first = logIn("198.51.100.1", "ani", "ani-demo");
    then(first.status()).isEqualTo(201);
    then(first.header("RateLimit-Policy")).isEqualTo("\"log-ins\";q=5;w=50");
    then(first.header("RateLimit")).isEqualTo("\"log-ins\";r=4;t=10");
    var answer = first;
    for (int i = 0; i < 30 && answer.status() != 429; i++) {
      answer = logIn("198.51.100.1", "nobody-" + i, "x");
    }
    then(answer.problem()).isEqualTo("too-many-requests");
    then(answer.header("RateLimit")).isEqualTo("\"log-ins\";r=0;t=50");
    then(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 10);
    then(logIn("198.51.100.2", "ani", "ani-demo").status()).isEqualTo(201);
    var other = Map.of("X-Forwarded-For", "198.51.100.1");
    then(office.call(0, "GET", "/api/v1/offices", null, null, other).status())
        .as("log-ins alone are refused")
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sessions/",
        "//api/v1/sessions",
        "/api/v1/./sessions",
        "/api/v1/%73essions",
        "/api/v1/x/../sessions"
      })
  void is_limited_however_its_path_is_spelt(String path) {
    var from = Map.of("X-Forwarded-For", "198.51.100." + (100 + path.length()));
    var body = new JsonObject().put("login", "nobody " + path).put("password", "x");
    var answer = office.call(0, "POST", path, null, body, from);
    then(answer.header("RateLimit-Policy")).isEqualTo("\"log-ins\";q=5;w=50");
  }

  @Test
  void is_limited_together_with_registering_and_resetting() {
    for (var path : new String[] {"", "/password-resets", "/password-resets/confirmations"}) {
      var from = Map.of("X-Forwarded-For", "203.0.113.77");
      var answer = office.call(0, "POST", "/api/v1/accounts" + path, null, null, from);
      then(answer.header("RateLimit-Policy")).isEqualTo("\"log-ins\";q=5;w=50");
    }
    for (int i = 0; i < 3; i++) logIn("203.0.113.77", "nobody-" + i, "x");
    then(logIn("203.0.113.77", "officer", "officer-demo").status()).isEqualTo(429);
  }

  @Test
  void with_wrong_passwords_is_limited_for_a_log_in_from_wherever_they_come()
      throws InterruptedException {
    Answer answer = null;
    var tries = 0;
    for (; tries < 30 && (answer == null || answer.status() != 429); tries++) {
      answer = logIn("203.0.113." + tries, tries % 2 == 0 ? "budi" : " BUDI ", "wrong");
    }
    then(answer.problem()).isEqualTo("too-many-requests");
    then(tries).as("three, and what comes back meanwhile: one spelling").isLessThan(7);
    then(answer.header("RateLimit-Policy")).isEqualTo("\"wrong-passwords\";q=3;w=30");
    then(logIn("198.51.100.8", "budi", "budi-demo").status()).isEqualTo(429);
    then(logIn("198.51.100.9", "officer", "officer-demo").status()).isEqualTo(201);
    Thread.sleep(Duration.ofSeconds(Integer.parseInt(answer.header("Retry-After"))).toMillis());
    then(logIn("198.51.100.8", "budi", "budi-demo").status()).isEqualTo(201);
  }

  @Test
  void with_the_right_password_takes_nothing_from_it() {
    for (int i = 0; i < 10; i++) {
      then(logIn("203.0.113." + (100 + i), "supervisor", "supervisor-demo").status())
          .isEqualTo(201);
    }
  }

  @Test
  void that_is_no_log_in_at_all_is_refused_as_before() {
    for (var body : new String[] {"", "[]", "{", "{\"login\":7}", "\"ani\"", "null"}) {
      var answer =
          office
              .send(0, "POST", "/api/v1/sessions", null, body, Map.of())
              .thenApply(response -> response.statusCode())
              .join();
      then(answer).as(body).isEqualTo(400);
    }
  }

  @Test
  void from_the_machine_itself_is_not_limited_for_its_address_in_load_tests() {
    for (int i = 0; i < 8; i++) {
      then(logIn("127.0.0.1", "admin", "admin-demo").status()).isEqualTo(201);
    }
  }
}
