package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.People;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonObject;
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

/** Stay permits; every answer is held against the document by {@link JudgedClient}. */
@DisplayName("Real answers about stay permits are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractPermitsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String PERMITS = "/api/v1/permits/";
  private static final String CHECKS = PERMITS + "checks";
  private static final String REFERRALS = PERMITS + "referrals";

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  private static Answer ask(String method, String path, String login, JsonObject body) {
    return client.ask(method, path, login == null ? null : office.token(login), body);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  /** The document's own example. */
  private static JsonObject example(String schema) {
    return new JsonObject(
        client.contract().at("/components/schemas/" + schema + "/examples/0").toString());
  }

  private static JsonObject permit(String person, String number) {
    return example("NewPermit").put("person", person).put("number", number);
  }

  /** One foreigner whose permit ends two days before the slots of the day. */
  private static Household foreigner(Day day, String number) {
    var who = People.household(office, 1);
    var permit = permit(who.persons().get(0), number);
    permit.put("expiresOn", day.date().minusDays(2).toString());
    is(ask("PUT", PERMITS + UUID.randomUUID(), "officer", permit), 201, "");
    var renewed = client.ask("POST", "/api/v1/sessions/renewals", who.token(), null);
    return new Household(renewed.body().getString("token"), who.persons());
  }

  private static UUID booked(Household who, Day day, String prefer, int status) {
    var terms = day.terms(2).put("service", "stay-permit-extension");
    var id = UUID.randomUUID();
    var path = "/api/v1/releases/" + office.release(terms) + "/claims/" + id;
    var headers = Map.of("Prefer", prefer);
    var claim = client.ask("PUT", path, who.token(), day.wish("08:00").encode(), headers);
    then(claim.status()).isEqualTo(status);
    then(claim.body().getJsonArray("warnings")).hasSize(1);
    then(client.ask("GET", path, who.token(), null).body().getJsonArray("warnings")).hasSize(1);
    return id;
  }

  private static void every_body_is_json_and_not_too_large(String method, String path) {
    var token = office.token("admin");
    var text = Map.of("Content-Type", "text/plain", "Accept-Language", "id");
    is(client.ask(method, path, token, "{}", text), 415, "unsupported-media-type");
    is(client.ask(method, path, token, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
  }

  @Test
  void of_a_permit_that_is_recorded_and_revoked() {
    var who = People.household(office, 1);
    var path = PERMITS + UUID.randomUUID();
    var permit = permit(who.persons().get(0), "2C21JE0001-T");
    is(ask("PUT", path, null, permit), 401, "unauthenticated");
    is(ask("PUT", path, "ani", permit), 403, "forbidden");
    is(ask("PUT", path, "officer", new JsonObject()), 400, "invalid-request");
    is(ask("PUT", path, "officer", permit), 201, "");
    is(ask("PUT", path, "officer", permit), 200, "");
    is(ask("PUT", path, "officer", permit.copy().put("sector", "STUDY")), 409, "permit-differs");
    is(ask("PUT", PERMITS + UUID.randomUUID(), "officer", permit), 409, "permit-known");
    every_body_is_json_and_not_too_large("PUT", path);
    var own = "/api/v1/persons/" + who.persons().get(0) + "/permits";
    is(client.ask("GET", own, who.token(), null), 200, "");
    is(ask("GET", own, null, null), 401, "unauthenticated");
    is(ask("GET", own, "officer", null), 403, "forbidden");
    is(ask("GET", own, "budi", null), 404, "not-found");
    is(client.ask("GET", "/api/v1/accounts/me/export", who.token(), null), 200, "");
    for (var one : List.of("GET ", "POST /revoke")) {
      var words = one.split(" ", 2);
      is(ask(words[0], path + words[1], null, null), 401, "unauthenticated");
      is(ask(words[0], path + words[1], "ani", null), 403, "forbidden");
      is(ask(words[0], PERMITS + UUID.randomUUID() + words[1], "admin", null), 404, "not-found");
      is(ask(words[0], path + words[1], "supervisor", null), 200, "");
    }
  }

  @Test
  void of_who_is_warned_and_comes_earlier() {
    var day = Day.next();
    var who = foreigner(day, "2C21JE0002-T");
    var booking = booked(who, day, "wait=20", 201);
    var held = Day.next();
    booked(foreigner(held, "2C21JE0003-T"), held, "respond-async", 202);
    var path = "/api/v1/bookings/" + booking;
    then(client.ask("GET", path, who.token(), null).body().getJsonArray("warnings")).hasSize(1);
    is(ask("POST", path + "/urgent", null, null), 401, "unauthenticated");
    is(ask("POST", path + "/urgent", "officer", null), 403, "forbidden");
    is(ask("POST", path + "/urgent", "ani", null), 404, "not-found");
    is(client.ask("POST", path + "/urgent", who.token(), null), 200, "");
    then(client.ask("GET", path, who.token(), null).body().encode()).contains("comeBy");
    is(client.ask("DELETE", path, who.token(), null), 200, "");
    is(client.ask("POST", path + "/urgent", who.token(), null), 409, "not-urgent");
  }

  @Test
  void of_who_looks_and_who_has_looked() {
    var day = Day.next();
    var who = foreigner(day, "2C21JE0004-T");
    var body = new JsonObject().put("booking", booked(who, day, "wait=20", 201).toString());
    is(ask("POST", CHECKS, null, body), 401, "unauthenticated");
    is(ask("POST", CHECKS, "ani", body), 403, "forbidden");
    is(ask("POST", CHECKS, "officer", new JsonObject()), 400, "invalid-request");
    var none = new JsonObject().put("booking", UUID.randomUUID().toString());
    is(ask("POST", CHECKS, "officer", none), 404, "not-found");
    is(ask("POST", CHECKS, "officer", body), 200, "");
    every_body_is_json_and_not_too_large("POST", CHECKS);
    var list = CHECKS + "?office=sampit&limit=1&booking=" + body.getString("booking");
    is(ask("GET", list, null, null), 401, "unauthenticated");
    is(ask("GET", list, "officer", null), 403, "forbidden");
    is(ask("GET", CHECKS, "supervisor", null), 400, "invalid-request");
    is(ask("GET", list + "&after=eA", "supervisor", null), 400, "invalid-request");
    then(ask("GET", list, "supervisor", null).body().getJsonArray("items")).hasSize(1);
  }

  @Test
  void of_what_is_referred_and_what_came_of_it() {
    var day = Day.next();
    var who = foreigner(day, "2C21JE0005-T");
    var path = REFERRALS + "/" + UUID.randomUUID();
    var booking = booked(who, day, "wait=20", 201).toString();
    var finding = example("NewReferral").put("booking", booking);
    is(ask("PUT", path, null, finding), 401, "unauthenticated");
    is(ask("PUT", path, "ani", finding), 403, "forbidden");
    is(ask("PUT", path, "officer", new JsonObject()), 400, "invalid-request");
    is(ask("PUT", path, "officer", finding), 201, "");
    is(ask("PUT", path, "officer", finding), 200, "");
    var other = finding.copy().put("reason", "OTHER");
    is(ask("PUT", path, "officer", other), 409, "referral-differs");
    every_body_is_json_and_not_too_large("PUT", path);
    is(ask("GET", path, null, null), 401, "unauthenticated");
    is(ask("GET", path, "ani", null), 403, "forbidden");
    is(ask("GET", REFERRALS + "/" + UUID.randomUUID(), "officer", null), 404, "not-found");
    is(ask("GET", path, "officer", null), 200, "");
    var list = REFERRALS + "?office=sampit&from=2020-01-01&to=2999-12-31";
    is(ask("GET", list, null, null), 401, "unauthenticated");
    is(ask("GET", list, "ani", null), 403, "forbidden");
    is(ask("GET", REFERRALS + "?office=x&to=x", "officer", null), 400, "invalid-request");
    then(ask("GET", list, "officer", null).body().getJsonArray("items")).isNotEmpty();
    var outcome = path + "/outcome";
    var deported = example("NewOutcome");
    is(ask("POST", outcome, null, deported), 401, "unauthenticated");
    is(ask("POST", outcome, "officer", deported), 403, "forbidden");
    is(ask("POST", outcome, "supervisor", new JsonObject()), 400, "invalid-request");
    var none = REFERRALS + "/" + UUID.randomUUID() + "/outcome";
    is(ask("POST", none, "supervisor", deported), 404, "not-found");
    is(ask("POST", outcome, "supervisor", deported), 200, "");
    var banned = new JsonObject().put("outcome", "BANNED");
    is(ask("POST", outcome, "supervisor", banned), 409, "outcome-recorded");
    every_body_is_json_and_not_too_large("POST", outcome);
    then(ask("GET", list, "officer", null).body().encode()).contains("DEPORTED");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Stay permits"))
        .as("429 is LimitsContractSpec's")
        .allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
