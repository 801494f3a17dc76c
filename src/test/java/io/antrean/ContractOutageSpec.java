package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.Stores;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said while a store is away; each step leaves less than the one before. */
@DisplayName("Real answers in an outage are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractOutageSpec {

  @RegisterExtension
  static final Installation office = new Installation(1, Map.of("ANTREAN_LOAD_TEST", "false"));

  private static final String CLAIM =
      new JsonObject().put("slots", new JsonArray(List.of("2030-01-07T08:00"))).encode();

  private static JudgedClient client;
  private static String admin;
  private static String ani;
  private static String release;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
    admin = office.token("admin");
    ani = office.token("ani");
    release = office.release(new JsonObject());
  }

  private static Answer claim(UUID claim) {
    var wait = Map.of("Prefer", "wait=1");
    return client.ask("PUT", claims() + claim, ani, CLAIM, wait);
  }

  private static String claims() {
    return "/api/v1/releases/" + release + "/claims/";
  }

  private static String waitlist() {
    return "/api/v1/releases/" + release + "/waitlist/" + UUID.randomUUID();
  }

  private static String problem(Answer answer) {
    return answer.status() + " " + answer.problem();
  }

  @Test
  @Order(1)
  void no_made_up_persons_where_load_tests_are_not_allowed() {
    var answer = client.ask("POST", "/api/v1/load-test/persons?count=1", admin, null);
    then(problem(answer)).isEqualTo("404 not-found");
  }

  @Test
  @Order(2)
  void postgresql_is_away() throws SQLException {
    var database = office.database();
    try (var connection = DriverManager.getConnection(Stores.jdbc("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS false");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
              .formatted(database));
    }
    var body = new JsonObject().put("login", "ani").put("password", "x");
    Stream.of(
            client.ask("POST", "/api/v1/sessions", null, body),
            client.ask("POST", "/api/v1/sessions/renewals", ani, null),
            client.ask("GET", "/api/v1/persons", ani, null),
            client.ask("GET", "/api/v1/bookings", ani, null),
            client.ask("GET", "/api/v1/audit/conservation", admin, null),
            client.ask("GET", "/api/v1/releases/" + release + "/waitlist", ani, null),
            client.ask("PUT", waitlist(), ani, new JsonObject()),
            client.ask("POST", waitlist() + "/accept", ani, null),
            client.ask("GET", "/api/v1/bookings/" + UUID.randomUUID(), ani, null),
            client.ask("GET", "/api/v1/bookings/" + UUID.randomUUID() + "/ticket", ani, null),
            client.ask(
                "POST", "/api/v1/bookings/" + UUID.randomUUID() + "/events/ticket", ani, null),
            client.ask("GET", "/api/v1/webhooks", admin, null),
            client.ask("GET", "/api/v1/offices/sampit/board", null, null),
            client.ask("GET", "/api/v1/offices/sampit/counters", admin, null),
            client.ask("GET", "/api/v1/bookings/" + UUID.randomUUID() + "/ticket.svg", ani, null),
            client.ask("GET", "/api/v1/bookings/" + UUID.randomUUID() + "/calendar.ics", ani, null),
            client.ask("GET", "/api/v1/releases/" + UUID.randomUUID(), null, null),
            client.ask("GET", "/api/v1/releases?state=RETIRED", null, null))
        .forEach(answer -> then(problem(answer)).isEqualTo("503 unavailable"));
    then(claim(UUID.randomUUID()).status()).as("HELD: Redis decides").isEqualTo(202);
  }

  @Test
  @Order(3)
  void redis_has_forgotten_everything_and_then_is_away() {
    office.redis().kill();
    var claim = UUID.randomUUID();
    await().until(() -> problem(claim(claim)), "503 unavailable"::equals);
    then(problem(client.ask("GET", claims() + claim, ani, null))).isEqualTo("503 unavailable");
  }
}
