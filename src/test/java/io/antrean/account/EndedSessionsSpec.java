package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.People;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes that have nothing in common but the stores. */
@DisplayName("Who logs out everywhere")
class EndedSessionsSpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final String SESSIONS = "/api/v1/sessions";

  private static int status(int node, String token) {
    return office.call(node, "GET", "/api/v1/persons", token, null).status();
  }

  @Test
  void is_logged_out_on_every_node_within_a_second() {
    for (int round = 0; round < 10; round++) {
      var token = People.household(office, 1).token();
      then(status(0, token)).isEqualTo(200);
      then(status(1, token)).isEqualTo(200);
      then(office.call(0, "DELETE", SESSIONS, token, null).status()).isEqualTo(204);
      var began = System.nanoTime();
      then(status(0, token)).as("here at once").isEqualTo(401);
      var there =
          Eventually.find(Duration.ofSeconds(5), () -> status(1, token), found -> found == 401);
      then(there).isEqualTo(401);
      then(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void claims_nothing_with_the_old_token() {
    var day = Day.next();
    var release = office.release(day.terms(2));
    var token = People.household(office, 1).token();
    office.call(1, "DELETE", SESSIONS, token, null);
    Eventually.find(Duration.ofSeconds(5), () -> status(0, token), found -> found == 401);
    for (int node = 0; node < 2; node++) {
      var claim = office.claim(node, token, release, UUID.randomUUID(), day.wish("08:00"));
      then(claim.problem()).isEqualTo("unauthenticated");
    }
    then(office.call(0, "POST", SESSIONS + "/renewals", token, null).status()).isEqualTo(401);
    then(office.call(0, "DELETE", SESSIONS, token, null).status()).isEqualTo(401);
  }

  @Test
  void logs_in_again_at_once_and_stays_logged_in() {
    var body =
        new io.vertx.core.json.JsonObject().put("login", "budi").put("password", "budi-demo");
    for (int round = 0; round < 5; round++) {
      var token = office.call(0, "POST", SESSIONS, null, body).body().getString("token");
      then(office.call(0, "DELETE", SESSIONS, token, null).status()).isEqualTo(204);
      var fresh = office.call(0, "POST", SESSIONS, null, body).body().getString("token");
      then(status(0, fresh)).isEqualTo(200);
      then(status(1, fresh)).isEqualTo(200);
      Eventually.find(Duration.ofSeconds(5), () -> status(1, token), found -> found == 401);
      then(status(1, fresh)).as("when the other node has heard of it too").isEqualTo(200);
    }
  }

  @Test
  void is_logged_out_on_a_node_that_starts_later() {
    var token = People.household(office, 1).token();
    office.call(0, "DELETE", SESSIONS, token, null);
    var late = office.startNode();
    then(status(late, token)).isEqualTo(401);
    office.stopNode(late);
  }

  @Test
  void leaves_the_others_alone() {
    var one = People.household(office, 1).token();
    var other = People.household(office, 1).token();
    office.call(0, "DELETE", SESSIONS, one, null);
    Eventually.find(Duration.ofSeconds(5), () -> status(1, one), found -> found == 401);
    then(status(0, other)).isEqualTo(200);
    then(status(1, other)).isEqualTo(200);
    then(office.call(0, "DELETE", SESSIONS, null, null, Map.of()).status()).isEqualTo(401);
  }
}
