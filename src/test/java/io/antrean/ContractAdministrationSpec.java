package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.OpenApi;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What staff may change, and who changed it; every answer is held against the document. */
@DisplayName("Real answers about administration are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractAdministrationSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static JudgedClient client;
  private static String admin;
  private static String supervisor;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
    admin = office.token("admin");
    supervisor = office.token("supervisor");
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static Answer get(String path, String token) {
    return client.ask("GET", path, token, null);
  }

  @Test
  void the_audit_trail() {
    var entries = "/api/v1/audit/entries";
    is(get(entries + "?limit=3", admin), 200, "");
    is(get(entries + "?office=sampit", supervisor), 200, "");
    is(get(entries + "?office=elsewhere", supervisor), 403, "forbidden");
    for (var wrong : List.of("from=now", "to=2030", "object=", "office=", "after=x")) {
      is(get(entries + "?" + wrong, admin), 400, "invalid-request");
    }
    is(get(entries, null), 401, "unauthenticated");
  }

  private static JsonObject closing() {
    return new JsonObject().put("state", "CLOSED");
  }

  @Test
  void changes_of_releases() {
    var path = "/api/v1/releases/" + office.release(Day.next().terms(1));
    var reason = closing().put("reason", "No passport blanks until Friday");
    var proposed = client.ask("PATCH", path, admin, reason);
    is(proposed, 202, "");
    is(client.ask("PATCH", path, admin, closing()), 409, "proposal-pending");
    is(client.ask("PATCH", path, admin, new JsonObject()), 400, "invalid-request");
    is(client.ask("PATCH", path, null, closing()), 401, "unauthenticated");
    is(client.ask("PATCH", path, supervisor, closing()), 403, "forbidden");
    is(client.ask("PATCH", "/api/v1/releases/x", admin, closing()), 404, "unknown-release");
    var text = Map.of("Content-Type", "text/plain");
    is(client.ask("PATCH", path, admin, "{}", text), 415, "unsupported-media-type");
    is(client.ask("PATCH", path, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
    var at = new JsonObject().put("opensAt", "2029-12-28T15:00:00+07:00");
    is(client.ask("PATCH", path, admin, at), 409, "not-changeable");

    var proposal = proposed.header("Location");
    is(get("/api/v1/proposals?state=PROPOSED&limit=1", admin), 200, "");
    is(get("/api/v1/proposals?state=OPEN", admin), 400, "invalid-request");
    is(get("/api/v1/proposals?after=x", supervisor), 400, "invalid-request");
    is(get("/api/v1/proposals", null), 401, "unauthenticated");
    is(get("/api/v1/proposals", office.token("officer")), 403, "forbidden");
    is(get(proposal, supervisor), 200, "");
    var confirmation = proposal + "/confirmation";
    is(client.ask("POST", confirmation, admin, null), 403, "own-proposal");
    is(client.ask("POST", confirmation, supervisor, null), 200, "");
    is(client.ask("POST", confirmation, supervisor, null), 409, "proposal-over");
    is(client.ask("DELETE", proposal, supervisor, null), 409, "proposal-over");
    var open = client.ask("PATCH", path, admin, new JsonObject().put("state", "OPEN"));
    is(client.ask("DELETE", open.header("Location"), admin, null), 200, "");
    is(client.ask("PATCH", path, admin, closing()), 200, "");
    for (var call : List.of("GET ", "DELETE ", "POST ")) {
      var method = call.strip();
      for (var id : List.of("x", "7d0f8c2e-6a57-4a0e-9f53-2a8f1c3b5d11")) {
        var one = "/api/v1/proposals/" + id + (method.equals("POST") ? "/confirmation" : "");
        is(client.ask(method, one, admin, null), 404, "not-found");
        is(client.ask(method, one, null, null), 401, "unauthenticated");
        is(client.ask(method, one, office.token("ani"), null), 403, "forbidden");
      }
    }
  }

  @Test
  void hours_and_holidays() {
    var hours = "/api/v1/offices/sampit/hours";
    var holidays = "/api/v1/offices/sampit/holidays";
    is(client.ask("PUT", hours, admin, example("OpeningHours")), 200, "");
    is(get(hours, null), 200, "");
    var day = holidays + "/2030-03-05";
    is(get(day, null), 404, "not-found");
    is(client.ask("PUT", day, admin, new JsonObject().put("name", "Nyepi")), 201, "");
    is(client.ask("PUT", day, admin, new JsonObject().put("name", "Hari Nyepi")), 200, "");
    is(get(day, null), 200, "");
    is(get(holidays + "?limit=1", null), 200, "");
    is(get(holidays + "?after=x", null), 400, "invalid-request");
    var week = new JsonObject().put("from", "2030-03-04").put("to", "2030-03-08");
    var created = office.createRelease(0, week.put("dayEnds", "09:00"));
    var json = OpenApi.json(created.body().encode());
    then(client.contract().findings("/components/schemas/CreatedRelease", json)).isEmpty();
    for (var path : List.of(hours, day)) {
      is(client.ask("PUT", path, admin, new JsonObject().put("x", 1)), 400, "invalid-request");
      is(client.ask("PUT", path, null, new JsonObject()), 401, "unauthenticated");
      is(client.ask("PUT", path, supervisor, new JsonObject()), 403, "forbidden");
      var text = Map.of("Content-Type", "text/plain");
      is(client.ask("PUT", path, admin, "{}", text), 415, "unsupported-media-type");
      is(client.ask("PUT", path, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
      var none = path.replace("sampit", "nowhere");
      var name = path.equals(day) ? new JsonObject().put("name", "x") : new JsonObject();
      is(client.ask("PUT", none, admin, name), 404, "not-found");
      is(get(none, null), 404, "not-found");
    }
    is(get("/api/v1/offices/nowhere/holidays", null), 404, "not-found");
    is(client.ask("DELETE", day, null, null), 401, "unauthenticated");
    is(client.ask("DELETE", day, supervisor, null), 403, "forbidden");
    is(client.ask("DELETE", day, admin, null), 204, "");
    is(client.ask("DELETE", day, admin, null), 404, "not-found");
    is(client.ask("PUT", hours, admin, new JsonObject()), 200, "");
  }

  @Test
  void release_plans() {
    var plans = "/api/v1/release-plans";
    var body = example("NewReleasePlan");
    var added = client.ask("POST", plans, admin, body);
    is(added, 201, "");
    var one = added.header("Location");
    is(client.ask("POST", plans, admin, new JsonObject()), 400, "invalid-request");
    is(client.ask("POST", plans, null, body), 401, "unauthenticated");
    is(client.ask("POST", plans, supervisor, body), 403, "forbidden");
    var text = Map.of("Content-Type", "text/plain");
    is(client.ask("POST", plans, admin, "{}", text), 415, "unsupported-media-type");
    is(client.ask("POST", plans, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
    is(get(plans + "?limit=1", supervisor), 200, "");
    is(get(plans + "?after=x", admin), 400, "invalid-request");
    is(get(plans, null), 401, "unauthenticated");
    is(get(plans, office.token("ani")), 403, "forbidden");
    is(get(one, supervisor), 200, "");
    is(client.ask("DELETE", one, admin, null), 200, "");
    for (var method : List.of("GET", "DELETE")) {
      is(client.ask(method, plans + "/x", admin, null), 404, "not-found");
      is(client.ask(method, one, null, null), 401, "unauthenticated");
      is(client.ask(method, one, office.token("officer"), null), 403, "forbidden");
    }
  }

  @Test
  void what_no_name_can_have() {
    var name = new JsonObject().put("name", "x");
    is(client.ask("PATCH", "/api/v1/offices/%00", admin, name), 404, "not-found");
    is(client.ask("PATCH", "/api/v1/services/sampit/%00", admin, name), 404, "not-found");
  }

  @Test
  void blackouts() {
    var path = "/api/v1/offices/sampit/blackouts";
    var body = example("NewBlackout");
    var nothing = client.ask("POST", path, admin, body.copy().put("day", "2049-03-05"));
    is(nothing, 409, "not-changeable");
    var week = new JsonObject().put("from", body.getString("day")).put("to", body.getString("day"));
    office.createRelease(0, week.put("dayEnds", "13:00"));
    var proposed = client.ask("POST", path, admin, body);
    is(proposed, 202, "");
    is(get(proposed.header("Location"), supervisor), 200, "");
    is(get(path + "?limit=1", supervisor), 200, "");
    is(get(path + "?after=x", admin), 400, "invalid-request");
    is(get(path, null), 401, "unauthenticated");
    is(get(path, office.token("ani")), 403, "forbidden");
    is(get("/api/v1/offices/nowhere/blackouts", admin), 404, "not-found");
    is(client.ask("POST", path, admin, new JsonObject()), 400, "invalid-request");
    is(client.ask("POST", path, null, body), 401, "unauthenticated");
    is(client.ask("POST", path, supervisor, body), 403, "forbidden");
    is(client.ask("POST", path.replace("sampit", "nowhere"), admin, body), 404, "not-found");
    var text = Map.of("Content-Type", "text/plain");
    is(client.ask("POST", path, admin, "{}", text), 415, "unsupported-media-type");
    is(client.ask("POST", path, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
    is(client.ask("DELETE", proposed.header("Location"), admin, null), 200, "");
  }

  private static JsonObject example(String schema) {
    return new JsonObject(
        client.contract().at("/components/schemas/" + schema + "/examples/0").toString());
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_another_server() {
    then(client.unseen("Administration"))
        .filteredOn(one -> !one.endsWith(" 503") && !one.endsWith(" 429"))
        .isEmpty();
  }
}
