package io.antrean.admission;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A limit of 0 a minute")
class NoLimitsSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_LOAD_TEST", "false",
              "ANTREAN_RATE_ACCOUNT_PER_MINUTE", "0",
              "ANTREAN_RATE_ACCOUNT_BURST", "1",
              "ANTREAN_RATE_ADDRESS_PER_MINUTE", "0",
              "ANTREAN_RATE_ADDRESS_BURST", "1",
              "ANTREAN_RATE_LOG_INS_PER_MINUTE", "0",
              "ANTREAN_RATE_LOG_INS_BURST", "1",
              "ANTREAN_RATE_WRONG_PASSWORDS_PER_MINUTE", "0",
              "ANTREAN_RATE_WRONG_PASSWORDS_BURST", "1"));

  @Test
  void is_none() {
    var wrong = new JsonObject().put("login", "ani").put("password", "x");
    for (int i = 0; i < 5; i++) {
      then(office.call(0, "POST", "/api/v1/sessions", null, wrong).status()).isEqualTo(401);
    }
    var token = office.token("ani");
    for (int i = 0; i < 50; i++) {
      var answer = office.call(0, "GET", "/api/v1/bookings", token, null);
      then(answer.status()).isEqualTo(200);
      then(answer.header("RateLimit")).isNull();
      then(answer.header("RateLimit-Policy")).isNull();
    }
  }
}
