package io.antrean;

import static io.antrean.support.Mailbox.PASSWORD;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.Mailbox;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Accounts and persons; every answer is held against the document. */
@DisplayName("Real answers of accounts are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractAccountsSpec {

  private static final Mailbox mailbox = Mailbox.open();

  @RegisterExtension
  static final Installation office =
      new Installation(1, mailbox.environment(Map.of("ANTREAN_HASHING_WAITING_MAX", "2")));

  private static final String ACCOUNTS = "/api/v1/accounts";
  private static final String ME = ACCOUNTS + "/me";
  private static final String RESETS = ACCOUNTS + "/password-resets";
  private static final String PERSONS = "/api/v1/persons";
  private static final String SESSIONS = "/api/v1/sessions";

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  @AfterAll
  static void close() {
    mailbox.close();
  }

  private static Answer ask(String method, String path, String token, String... members) {
    var body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) body.put(members[i], members[i + 1]);
    return client.ask(method, path, token, members.length == 0 ? null : body);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static void is(Answer answer, int status) {
    is(answer, status, "");
  }

  /** The document's own example of this request. */
  private static JsonObject example(String schema) {
    return new JsonObject(
        client.contract().at("/components/schemas/" + schema + "/examples/0").toString());
  }

  @Test
  void of_who_registers_verifies_and_changes_the_password() {
    var siti = example("NewAccount");
    var login = siti.getString("login");
    is(client.ask("POST", ACCOUNTS, null, siti), 202);
    is(ask("POST", ACCOUNTS, null, "login", "nobody"), 400, "invalid-request");
    var code = mailbox.code(login, 1);
    var first = ask("POST", SESSIONS, null, "login", login, "password", PASSWORD);
    var token = first.body().getString("token");
    is(ask("GET", ME, token), 200);
    is(client.ask("POST", PERSONS, token, example("NewPerson")), 403, "not-verified");
    is(ask("POST", ME + "/verification-codes", token), 429, "sent-lately");
    office.sql("UPDATE one_time_code SET sent_at = now() - interval '2 min'");
    is(ask("POST", ME + "/verification-codes", token), 202);
    is(ask("POST", ME + "/verification", token, "code", code), 403, "wrong-code");
    is(ask("POST", ME + "/verification", token, "code", ""), 400, "invalid-request");
    is(ask("POST", ME + "/verification", token, "code", mailbox.code(login, 2)), 200);
    is(ask("POST", ME + "/verification-codes", token), 409, "already-verified");

    var change = example("PasswordChange");
    var wrong = change.copy().put("password", "wrong");
    is(client.ask("PUT", ME + "/password", token, wrong), 403, "wrong-password");
    is(ask("PUT", ME + "/password", token, "password", PASSWORD), 400, "invalid-request");
    var changed = client.ask("PUT", ME + "/password", token, change);
    is(changed, 201);
    is(ask("GET", ME, token), 401, "unauthenticated");

    is(client.ask("POST", RESETS, null, example("Login")), 202);
    is(ask("POST", RESETS, null, "name", "x"), 400, "invalid-request");
    var reset = example("Reset");
    var confirmations = RESETS + "/confirmations";
    is(client.ask("POST", confirmations, null, reset), 403, "wrong-code");
    is(ask("POST", confirmations, null, "login", login), 400, "invalid-request");
    // The code, a second one, the change of the password, the reset.
    reset.put("code", mailbox.code(login, 4));
    is(client.ask("POST", confirmations, null, reset), 204);
    is(ask("DELETE", SESSIONS, null), 401, "unauthenticated");
    var again =
        ask("POST", SESSIONS, null, "login", login, "password", reset.getString("password"));
    is(ask("DELETE", SESSIONS, again.body().getString("token")), 204);
  }

  @Test
  void of_who_has_persons_and_goes() {
    var first = mailbox.citizen(office, "family@example.org");
    var added = client.ask("POST", PERSONS, first, example("NewPerson"));
    is(added, 201);
    is(client.ask("POST", PERSONS, first, example("NewPerson")), 200);
    is(
        client.ask("POST", PERSONS, first, example("NewPerson").put("name", "Another")),
        409,
        "person-differs");
    is(client.ask("POST", PERSONS, first, new JsonObject()), 400, "invalid-request");
    for (int i = 1; i < 5; i++) {
      is(client.ask("POST", PERSONS, first, foreigner(i)), 201);
    }
    is(client.ask("POST", PERSONS, first, foreigner(9)), 409, "persons-full");
    is(ask("GET", PERSONS, first), 200);

    var token = ask("POST", SESSIONS + "/renewals", first).body().getString("token");
    var day = Day.next();
    var person = added.body().getString("id");
    var claim = UUID.randomUUID();
    var wish = day.wish(List.of(person), "08:00");
    then(office.claim(0, token, office.release(day.terms(2)), claim, wish).status()).isEqualTo(201);
    is(ask("DELETE", PERSONS + "/" + person, token), 409, "open-booking");
    is(ask("GET", ME + "/export", token), 200);
    is(ask("DELETE", ME, token, "password", PASSWORD), 409, "open-booking");
    office.call(0, "DELETE", "/api/v1/bookings/" + claim, token, null);
    is(ask("GET", ME + "/export", token), 200);
    is(ask("DELETE", PERSONS + "/" + person, token), 204);
    is(ask("DELETE", PERSONS + "/" + person, token), 404, "not-found");
    is(ask("DELETE", ME, token, "password", "wrong"), 403, "wrong-password");
    is(ask("DELETE", ME, token, "secret", "wrong"), 400, "invalid-request");
    is(ask("DELETE", ME, token, "password", PASSWORD), 204);
  }

  private static JsonObject foreigner(int number) {
    return new JsonObject()
        .put("passport", "A123456" + number)
        .put("country", "MY")
        .put("name", "Tan Ah Kow")
        .put("birthDate", "1985-11-02")
        .put("sex", "male");
  }

  @Test
  void of_who_may_not() {
    var officer = office.token("officer");
    for (var call :
        List.of(
            "GET " + ME,
            "DELETE " + ME,
            "GET " + ME + "/export",
            "POST " + ME + "/verification-codes",
            "POST " + ME + "/verification",
            "PUT " + ME + "/password",
            "POST " + PERSONS,
            "DELETE " + PERSONS + "/" + UUID.randomUUID())) {
      var words = call.split(" ");
      is(client.ask(words[0], words[1], null, new JsonObject()), 401, "unauthenticated");
    }
    is(ask("DELETE", ME, officer, "password", "officer-demo"), 403, "forbidden");
    is(client.ask("POST", PERSONS, officer, example("NewPerson")), 403, "forbidden");
    is(ask("DELETE", PERSONS + "/" + UUID.randomUUID(), officer), 403, "forbidden");
  }

  @Test
  void of_bodies_that_are_none() {
    var token = office.token("ani");
    var text = Map.of("Content-Type", "text/plain");
    for (var call :
        List.of(
            "POST " + ACCOUNTS,
            "DELETE " + ME,
            "POST " + ME + "/verification",
            "PUT " + ME + "/password",
            "POST " + RESETS,
            "POST " + RESETS + "/confirmations",
            "POST " + PERSONS)) {
      var words = call.split(" ");
      is(client.ask(words[0], words[1], token, "{}", text), 415, "unsupported-media-type");
      var long_ = "x".repeat(17_000);
      is(client.ask(words[0], words[1], token, long_, Map.of()), 413, "payload-too-large");
    }
  }

  @Test
  void of_too_many_at_once() {
    var body = example("NewAccount");
    var operation = client.contract().operation("register");
    var statuses = new ArrayList<Integer>();
    IntStream.range(0, 30)
        .mapToObj(
            i ->
                office.send(
                    0,
                    "POST",
                    ACCOUNTS,
                    null,
                    body.copy().put("login", "many" + i + "@example.org").encode(),
                    Map.of()))
        .toList()
        .forEach(
            one -> {
              var answer = one.join();
              client.judge(operation, answer.statusCode(), answer.headers(), answer.body());
              statuses.add(answer.statusCode());
            });
    then(statuses).contains(202, 503);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_another_server() {
    var left = client.unseen("Accounts");
    then(left)
        .as("429 is LimitsContractSpec's")
        .filteredOn(one -> !one.endsWith(" 503") && !one.endsWith(" 429"))
        .isEmpty();
    then(left).doesNotContain("register 503", "sendCode 429");
  }
}
