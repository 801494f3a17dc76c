package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.JudgedClient;
import io.antrean.support.OpenApi.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every operation of the document, by an address and by an account that asked too often. */
@DisplayName("Past a limit every operation answers as the contract says")
class LimitsContractSpec {

  private static final Map<String, String> NOBODY = Map.of("X-Forwarded-For", "198.51.100.1");

  private static final Set<String> COUNT_AS_LOG_INS =
      Set.of("logIn", "logInStaff", "register", "requestReset", "confirmReset");

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_TRUSTED_PROXIES", "127.0.0.1",
              "ANTREAN_RATE_ADDRESS_PER_MINUTE", "1",
              "ANTREAN_RATE_ADDRESS_BURST", "1",
              "ANTREAN_RATE_ACCOUNT_PER_MINUTE", "1",
              "ANTREAN_RATE_ACCOUNT_BURST", "20"));

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  private static String path(Operation operation) {
    return operation
        .path()
        .replaceAll("\\{(release|claim|booking|person)}", UUID.randomUUID().toString())
        .replace("{number}", "1")
        // A stream would not end.
        .replace("{office}/board", "none/board")
        .replaceAll("\\{[a-z]+}", "sampit");
  }

  private static boolean needsAToken(Operation operation) {
    return client.contract().at(operation.at() + "/security").isMissingNode();
  }

  @Test
  void to_an_address_that_asks_too_often() {
    for (var operation : client.contract().operations()) {
      // The second of two at most finds no permit: one comes back in a minute.
      var answer =
          Eventually.find(
              Duration.ofSeconds(20),
              () -> client.ask(operation.method(), path(operation), null, null, NOBODY),
              found -> found.status() == 429);
      then(answer.problem()).as(operation.id()).isEqualTo("too-many-requests");
      then(answer.header("RateLimit")).isEqualTo("\"address\";r=0;t=60");
    }
  }

  @Test
  void to_an_account_wherever_a_token_is_needed_and_nowhere_else() {
    var token = office.token("ani");
    Eventually.find(
        Duration.ofSeconds(60),
        () -> office.call(0, "GET", "/api/v1/persons", token, null),
        found -> found.status() == 429);
    for (var operation : client.contract().operations()) {
      if (COUNT_AS_LOG_INS.contains(operation.id())) continue;
      var answer = client.ask(operation.method(), path(operation), token, null, Map.of());
      then(answer.status() == 429).as(operation.id()).isEqualTo(needsAToken(operation));
      then(answer.header("RateLimit") != null).isEqualTo(needsAToken(operation));
    }
  }
}
