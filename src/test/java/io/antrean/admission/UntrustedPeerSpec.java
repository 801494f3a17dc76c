package io.antrean.admission;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No proxy is trusted and this is no load test: loopback is an address like any other. */
@DisplayName("A peer that is no trusted proxy")
class UntrustedPeerSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_LOAD_TEST", "false",
              "ANTREAN_RATE_ADDRESS_PER_MINUTE", "10",
              "ANTREAN_RATE_ADDRESS_BURST", "20"));

  @Test
  void is_counted_itself_whatever_x_forwarded_for_says() {
    var refused = 0;
    for (int i = 0; i < 40; i++) {
      var forged = Map.of("X-Forwarded-For", "198.51.100." + i);
      var answer = office.call(0, "GET", "/api/v1/offices", null, null, forged);
      if (answer.status() == 429) refused++;
    }
    then(refused).isBetween(10, 20);
  }
}
