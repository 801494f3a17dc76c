package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.OpenApi;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All but claims and bookings; every answer is held against the document. */
@DisplayName("Real answers of offices and sessions are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractOfficesSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_HASHING_MAX", "1",
              "ANTREAN_HASHING_WAITING_MAX", "0",
              "ANTREAN_EVENT_STREAMS_MAX", "0",
              "ANTREAN_HTTP_BODY_TIMEOUT_MS", "500"));

  private static final String RELEASES = "/api/v1/releases";

  private static JudgedClient client;
  private static String admin;
  private static String ani;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
    admin = office.token("admin");
    ani = office.token("ani");
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static Answer get(String path) {
    return client.ask("GET", path, null, null);
  }

  private static String release(String day) {
    return office.release(new JsonObject().put("from", day).put("to", day));
  }

  @Test
  void lists_and_single_ones() {
    for (var path : List.of("/api/v1/offices", "/api/v1/services", RELEASES)) {
      then(get(path + "?limit=1").status()).isEqualTo(200);
      is(get(path + "?after=%21"), 400, "invalid-request");
    }
    then(get("/api/v1/offices/sampit").status()).isEqualTo(200);
    is(get("/api/v1/offices/none"), 404, "not-found");
    then(get("/api/v1/services/sampit/passport-new").status()).isEqualTo(200);
    is(get("/api/v1/services/sampit/none"), 404, "not-found");
    then(get(RELEASES + "/" + release("2030-03-01")).status()).isEqualTo(200);
    is(get(RELEASES + "/" + UUID.randomUUID()), 404, "unknown-release");
    then(get("/openapi.yaml").status()).isEqualTo(200);
  }

  @Test
  void slots_and_events() throws IOException {
    var path = RELEASES + "/" + release("2030-03-02");
    var slots = get(path + "/slots");
    then(slots.status()).isEqualTo(200);
    var known = Map.of("If-None-Match", slots.header("ETag"));
    then(client.ask("GET", path + "/slots", null, null, known).status()).isEqualTo(304);
    is(get(RELEASES + "/x/slots"), 404, "unknown-release");
    is(get(RELEASES + "/x/events"), 404, "unknown-release");

    var contract = client.contract();
    var data = "data: ";
    try (var stream = client.stream(path + "/events")) {
      var events =
          stream.lines().stream()
              .filter(line -> line.startsWith(data))
              .map(line -> OpenApi.json(line.substring(data.length())))
              .toList();
      then(contract.findings("/components/schemas/Slots", events.get(0))).isEmpty();
      then(contract.findings("/components/schemas/ReleaseStateEvent", events.get(1))).isEmpty();
    }
  }

  @Test
  void the_documents_requests_are_sent_for_real() {
    for (var operation : client.contract().operations()) {
      // Those need a claim, a booking, an entry, a webhook, a visit: other specs have them.
      if (operation.id().matches("claim|rescheduleBooking|joinWaitlist|switchWebhook")) continue;
      if (client.contract().at(operation.at() + "/tags/0").asText().equals("Floor")) continue;
      var at = operation.at() + "/requestBody/content/application~1json/examples";
      for (var example : client.contract().at(at)) {
        var body = new JsonObject(example.get("value").toString());
        var path = operation.path();
        if (path.contains("{release}")) path = path.replace("{release}", release("2030-03-03"));
        path = path.replace("{office}", "sampit").replace("{service}", "passport-new");
        var answer = client.ask(operation.method(), path, admin, body);
        then(answer.status()).as(operation.id() + " " + body).isIn(200, 201);
        if (!operation.id().matches("add(Office|Service)|create.*")) continue;
        then(client.ask(operation.method(), path, admin, body).status()).isEqualTo(409);
      }
    }
    var letter =
        new JsonObject(client.contract().at("/components/schemas/Service/examples/0").toString());
    is(client.ask("POST", "/api/v1/services", admin, letter.put("id", "b")), 409, "letter-taken");
  }

  @Test
  void what_only_an_administrator_may_do() {
    for (var call :
        List.of(
            "POST /api/v1/offices",
            "POST /api/v1/services",
            "POST " + RELEASES,
            "PATCH /api/v1/offices/sampit",
            "PATCH /api/v1/services/sampit/passport-new",
            "PATCH " + RELEASES + "/" + UUID.randomUUID())) {
      var method = call.split(" ")[0];
      var path = call.split(" ")[1];
      is(client.ask(method, path, null, new JsonObject()), 401, "unauthenticated");
      is(client.ask(method, path, ani, new JsonObject()), 403, "forbidden");
      is(client.ask(method, path, admin, new JsonObject()), 400, "invalid-request");
      bodies_that_are_refused(method, path);
    }
    var close = new JsonObject().put("state", "CLOSED");
    is(client.ask("PATCH", RELEASES + "/x", admin, close), 404, "unknown-release");
    var persons = "/api/v1/load-test/persons?count=";
    then(client.ask("POST", persons + 2, admin, null).status()).isEqualTo(200);
    is(client.ask("POST", persons + 2, null, null), 401, "unauthenticated");
    is(client.ask("POST", persons + 2, ani, null), 403, "forbidden");
    is(client.ask("POST", persons + 0, admin, null), 400, "invalid-request");
  }

  @Test
  void only_the_name_of_an_office_or_a_service_changes() {
    var name = new JsonObject().put("name", "Kantor Imigrasi Sampit baru");
    for (var path : List.of("/api/v1/offices/sampit", "/api/v1/services/sampit/passport-renewal")) {
      var before = get(path).body();
      var renamed = client.ask("PATCH", path, admin, name);
      then(renamed.body()).isEqualTo(before.copy().mergeIn(name));
      then(get(path).body()).isEqualTo(renamed.body());
      for (var other : List.of("id", "zone", "letter")) {
        var more = name.copy().put(other, "Z");
        var refused = client.ask("PATCH", path, admin, more);
        is(refused, 400, "invalid-request");
        then(refused.body().getJsonArray("errors").getJsonObject(0).getString("pointer"))
            .isEqualTo("/" + other);
      }
      is(client.ask("PATCH", path + "-none", admin, name), 404, "not-found");
    }
  }

  private static void bodies_that_are_refused(String method, String path) {
    var text = Map.of("Content-Type", "text/plain", "Accept-Language", "id");
    is(client.ask(method, path, admin, "{}", text), 415, "unsupported-media-type");
    is(client.ask(method, path, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
  }

  @Test
  void sessions_and_persons() {
    var sessions = "/api/v1/sessions";
    is(client.ask("POST", sessions, null, new JsonObject()), 400, "invalid-request");
    var wrong = new JsonObject().put("login", "ani").put("password", "wrong");
    is(client.ask("POST", sessions, null, wrong), 401, "unauthenticated");
    bodies_that_are_refused("POST", sessions);
    then(client.ask("POST", sessions + "/renewals", ani, null).status()).isEqualTo(201);
    is(client.ask("POST", sessions + "/renewals", null, null), 401, "unauthenticated");
    then(client.ask("GET", "/api/v1/persons", ani, null).status()).isEqualTo(200);
    is(get("/api/v1/persons"), 401, "unauthenticated");
  }

  @Test
  void nobody_registers_where_no_mail_is_sent() {
    var accounts = "/api/v1/accounts";
    var one = new JsonObject().put("login", "a@example.org").put("password", "correct horse 1");
    is(client.ask("POST", accounts, null, one), 501, "not-implemented");
    is(client.ask("POST", accounts + "/password-resets", null, one), 501, "not-implemented");
    is(client.ask("POST", accounts + "/me/verification-codes", ani, null), 501, "not-implemented");
  }

  @Test
  void too_many_at_once() {
    var wrong = new JsonObject().put("login", "ani").put("password", "wrong").encode();
    var answers =
        IntStream.range(0, 20)
            .mapToObj(i -> office.send(0, "POST", "/api/v1/sessions", null, wrong, Map.of()))
            .toList();
    var logIn = client.contract().operation("logIn");
    for (var one : answers) {
      var answer = one.join();
      client.judge(logIn, answer.statusCode(), answer.headers(), answer.body());
    }
    then(answers.stream().map(one -> one.join().statusCode())).contains(503);
  }

  @Test
  void more_streams_than_this_server_bears() throws IOException {
    var path = RELEASES + "/" + release("2030-03-04") + "/events";
    // One for each of the two event loops.
    try (var first = client.stream(path);
        var second = client.stream(path);
        var third = client.stream(path)) {
      then(List.of(first.status(), second.status(), third.status())).contains(503);
    }
  }

  @Test
  void what_can_not_be_read() {
    var host = " HTTP/1.1\r\nHost: office\r\n";
    var end = "Connection: close\r\n\r\n";
    var offices = "listOffices";
    then(client.raw(offices, "GET /api/v1/%zz" + host + end).status()).isEqualTo(400);
    then(client.raw(offices, "GET /" + "x".repeat(5_000) + host + end).status()).isEqualTo(414);
    var header = "X: " + "x".repeat(9_000) + "\r\n";
    then(client.raw(offices, "GET /" + host + header + end).status()).isEqualTo(431);
    then(client.raw(offices, "NONSENSE\r\n\r\n").status()).isEqualTo(400);
    var drip = "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{";
    then(client.raw("logIn", "POST /api/v1/sessions" + host + drip).status()).isEqualTo(408);
    is(client.ask("DELETE", "/api/v1/offices", null, null), 405, "method-not-allowed");
    is(get("/api/v1/none"), 404, "not-found");
    var staff = new JsonObject().put("idToken", "x");
    is(client.ask("POST", "/api/v1/sessions/staff", null, staff), 404, "not-found");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_another_server() {
    var left = client.unseen("Releases", "Offices and services", "Sessions", "Load test", "About");
    then(left)
        .as("429 is LimitsContractSpec's")
        .filteredOn(one -> !one.endsWith(" 503") && !one.endsWith(" 429"))
        .containsExactly("makeUpPersons 404");
    then(left).doesNotContain("logIn 503", "followRelease 503");
  }
}
