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
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims; every answer is held against the document by {@link JudgedClient}. */
@DisplayName("Real answers to claims are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractClaimsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  private static String token(String login) {
    return office.token(login);
  }

  private static JsonObject slots(String... slots) {
    return new JsonObject().put("slots", new JsonArray(List.of(slots)));
  }

  /** A release of its own day, so that none overlaps another. */
  private static String release(int day, JsonObject more) {
    var date = "2030-02-%02d".formatted(day);
    return office.release(
        new JsonObject().put("from", date).put("to", date).put("capacity", 1).mergeIn(more));
  }

  private static Answer claim(String release, UUID claim, String token, JsonObject body) {
    return client.ask("PUT", path(release, claim), token, body);
  }

  private static Answer claim(String release, String token, String... slots) {
    return claim(release, UUID.randomUUID(), token, slots(slots));
  }

  private static String path(String release, UUID claim) {
    return "/api/v1/releases/" + release + "/claims/" + claim;
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void a_claim_and_what_becomes_of_it() {
    var release = release(1, new JsonObject());
    var citizens = office.citizens(2);
    var id = UUID.randomUUID();
    var body = slots("2030-02-01T08:00");
    then(claim(release, id, citizens.get(0), body).status()).isEqualTo(201);
    then(claim(release, id, citizens.get(0), body).status()).isEqualTo(200);
    then(client.ask("GET", path(release, id), citizens.get(0), null).status()).isEqualTo(200);
    is(client.ask("GET", path(release, id), citizens.get(1), null), 404, "not-found");
    is(client.ask("GET", path("x", id), citizens.get(1), null), 404, "unknown-release");
    is(claim(release, id, citizens.get(0), slots("2030-02-01T08:15")), 409, "claim-differs");
    is(claim(release, citizens.get(0), "2030-02-01T08:15"), 409, "already-booked");
    is(claim(release, citizens.get(1), "2030-02-01T08:00"), 409, "slot-taken");
    is(claim(release, citizens.get(1), "2031-02-01T08:00"), 404, "unknown-slot");
    is(claim("x", citizens.get(1), "2030-02-01T08:00"), 404, "unknown-release");
  }

  @Test
  void a_claim_that_does_not_wait_is_held_and_followed() {
    var release = release(2, new JsonObject());
    var citizen = office.citizens(1).get(0);
    var id = UUID.randomUUID();
    var prefer = Map.of("Prefer", "respond-async");
    var body = slots("2030-02-02T08:00").encode();
    var held = client.ask("PUT", path(release, id), citizen, body, prefer);
    then(held.status()).isEqualTo(202);
    var address = held.header("Location");
    await()
        .until(
            () -> client.ask("GET", address, citizen, null).body().getString("state"),
            "CONFIRMED"::equals);
  }

  @Test
  void a_claim_that_postgresql_refuses() {
    var release = release(3, new JsonObject());
    var csv =
        client.ask("POST", "/api/v1/load-test/persons?count=1", token("admin"), null).response();
    var line = csv.body().lines().skip(1).findFirst().orElseThrow().split(",");
    office.sql("DELETE FROM account_person WHERE person = '" + line[1] + "'");
    office.sql("DELETE FROM person WHERE id = '" + line[1] + "'");
    var id = UUID.randomUUID();
    var body = slots("2030-02-03T08:00");
    is(claim(release, id, line[0], body), 409, "person-gone");
    is(claim(release, id, line[0], body), 409, "person-gone");
    var rejected = client.ask("GET", path(release, id), line[0], null);
    then(rejected.body().getString("reason")).isEqualTo("person-gone");
  }

  @Test
  void a_claim_at_the_wrong_time() {
    var citizens = office.citizens(2);
    var later = release(4, new JsonObject().put("opensAt", "2029-12-28T14:00:00+07:00"));
    is(claim(later, citizens.get(0), "2030-02-04T08:00"), 425, "not-open");
    var one = release(5, new JsonObject().put("dayEnds", "08:15"));
    then(claim(one, citizens.get(0), "2030-02-05T08:00").status()).isEqualTo(201);
    is(claim(one, citizens.get(1), "2030-02-05T08:00"), 409, "sold-out");
    var today = LocalDate.now(ZoneId.of("Asia/Jakarta"));
    var begun =
        office.release(
            new JsonObject()
                .put("service", "passport-renewal")
                .put("from", today.minusDays(1).toString())
                .put("to", today.plusDays(2).toString())
                .put("dayStarts", "03:00")
                .put("dayEnds", "03:05"));
    is(claim(begun, citizens.get(1), today.minusDays(1) + "T03:00"), 409, "slot-begun");
    var close =
        new JsonObject().put("state", "CLOSED").put("emergency", true).put("reason", "spec");
    then(client.ask("PATCH", "/api/v1/releases/" + begun, token("admin"), close).status())
        .isEqualTo(200);
    await()
        .until(
            () -> claim(begun, citizens.get(1), today.plusDays(2) + "T03:00").problem(),
            "release-closed"::equals);
  }

  @Test
  void a_claim_that_is_not_in_order() {
    var release = release(6, new JsonObject());
    var wrong = new JsonObject("{\"slots\":[1],\"orNext\":\"yes\",\"x\":0}");
    then(claim(release, UUID.randomUUID(), token("ani"), wrong).body().getJsonArray("errors"))
        .hasSize(3);
    is(claim(release, null, "2030-02-06T08:00"), 401, "unauthenticated");
    is(claim(release, "x.y.z", "2030-02-06T08:00"), 401, "unauthenticated");
    is(claim(release, token("officer"), "2030-02-06T08:00"), 403, "forbidden");
    var path = path(release, UUID.randomUUID());
    is(client.ask("GET", path, null, null), 401, "unauthenticated");
    is(client.ask("GET", path, token("admin"), null), 403, "forbidden");
    every_body_is_json_and_not_too_large("PUT", path, token("ani"));
  }

  private static void every_body_is_json_and_not_too_large(
      String method, String path, String token) {
    var text = Map.of("Content-Type", "text/plain", "Accept-Language", "id");
    is(client.ask(method, path, token, "{}", text), 415, "unsupported-media-type");
    is(client.ask(method, path, token, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
  }

  @Test
  void the_documents_claims_are_sent_for_real() {
    var more = new JsonObject().put("service", "passport-renewal").put("capacity", 9);
    var release = office.release(more);
    var at = client.contract().operation("claim").at() + "/requestBody/content";
    for (var example : client.contract().at(at + "/application~1json/examples")) {
      var body = new JsonObject(example.get("value").toString());
      var citizen = office.citizens(1).get(0);
      then(claim(release, UUID.randomUUID(), citizen, body).status()).isEqualTo(201);
    }
  }

  @Test
  void what_was_set_aside() throws SQLException {
    var list = "/api/v1/audit/set-aside";
    var release = release(8, new JsonObject());
    var poison = "ALTER TABLE booking ADD CONSTRAINT poison CHECK (release <> '%s') NOT VALID";
    office.sql(poison.formatted(release));
    var claim = UUID.randomUUID();
    claim(release, claim, office.citizens(1).get(0), slots("2030-02-08T08:00"));
    var admin = token("admin");
    is(client.ask("GET", list, null, null), 401, "unauthenticated");
    is(client.ask("GET", list, token("ani"), null), 403, "forbidden");
    is(client.ask("GET", list + "?limit=0", admin, null), 400, "invalid-request");
    var item = client.ask("GET", list, admin, null).body().getJsonArray("items").getJsonObject(0);
    var one = list + "/" + item.getLong("number");
    then(client.ask("GET", one, admin, null).status()).isEqualTo(200);
    for (var how : List.of("", "/retry", "/refuse")) {
      var method = how.isEmpty() ? "GET" : "POST";
      is(client.ask(method, one + how, null, null), 401, "unauthenticated");
      is(client.ask(method, one + how, token("officer"), null), 403, "forbidden");
      is(client.ask(method, list + "/99" + how, admin, null), 404, "not-found");
    }
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
        var lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE booking IN SHARE MODE");
      then(client.ask("POST", one + "/retry", admin, null).status()).isEqualTo(202);
      is(client.ask("POST", one + "/refuse", admin, null), 409, "resolution-pending");
      connection.rollback();
    }
    await().until(() -> client.ask("POST", one + "/refuse", admin, null).status() == 202);
    office.sql("ALTER TABLE booking DROP CONSTRAINT poison");
    office.sql("UPDATE set_aside SET resolution = 'REFUSED', resolved_at = now()");
    is(client.ask("POST", one + "/retry", admin, null), 409, "already-resolved");
    is(client.ask("POST", one + "/refuse", admin, null), 409, "already-resolved");
  }

  @Test
  void audits_are_for_the_staff() {
    var release = release(7, new JsonObject());
    then(claim(release, office.citizens(1).get(0), "2030-02-07T08:00").status()).isEqualTo(201);
    var audits = "/api/v1/audit/conservation";
    await()
        .until(
            () -> client.ask("GET", audits, token("officer"), null).body().encode(),
            page -> page.contains(release));
    var page = client.ask("GET", audits + "?limit=1", token("admin"), null).body();
    then(page.getJsonArray("items")).hasSize(1);
    var next = audits + "?limit=1&after=" + page.getString("next");
    then(client.ask("GET", next, token("supervisor"), null).body().getJsonArray("items"))
        .hasSize(1)
        .isNotEqualTo(page.getJsonArray("items"));
    is(client.ask("GET", audits + "?after=x", token("admin"), null), 400, "invalid-request");
    is(client.ask("GET", audits, token("ani"), null), 403, "forbidden");
    is(client.ask("GET", audits, null, null), 401, "unauthenticated");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Claims", "Audit"))
        .as("429 is LimitsContractSpec's")
        .allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
