package io.antrean.account;

import static io.antrean.support.Mailbox.PASSWORD;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Mailbox;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A password")
class PasswordSpec {

  private static final Mailbox mailbox = Mailbox.open();

  @RegisterExtension
  static final Installation office = new Installation(1, mailbox.environment(Map.of()));

  private static final String CHANGE = "/api/v1/accounts/me/password";
  private static final String RESETS = "/api/v1/accounts/password-resets";
  private static final String NEW = "battery staple horse";

  @AfterAll
  static void close() {
    mailbox.close();
  }

  private static Answer change(String token, String old, String password) {
    var body = new JsonObject().put("password", old).put("newPassword", password);
    return office.call(0, "PUT", CHANGE, token, body);
  }

  private static Answer request(String login) {
    return office.call(0, "POST", RESETS, null, new JsonObject().put("login", login));
  }

  private static Answer confirm(String login, String code, String password) {
    var body = new JsonObject().put("login", login).put("code", code).put("password", password);
    return office.call(0, "POST", RESETS + "/confirmations", null, body);
  }

  private static int renewal(String token) {
    return office.call(0, "POST", "/api/v1/sessions/renewals", token, null).status();
  }

  private static int persons(String token) {
    return office.call(0, "GET", "/api/v1/persons", token, null).status();
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void is_changed_by_who_knows_the_old_one_and_ends_the_other_sessions() {
    var login = "change@example.org";
    var mine = mailbox.citizen(office, login);
    var other = Mailbox.logIn(office, login, PASSWORD).body().getString("token");
    is(change(mine, "wrong horse battery", NEW), 403, "wrong-password");
    is(change(mine, PASSWORD, "short"), 400, "invalid-request");
    then(persons(other)).isEqualTo(200);
    var changed = change(mine, PASSWORD, NEW);
    then(changed.status()).isEqualTo(201);
    then(persons(other)).isEqualTo(401);
    then(renewal(other)).isEqualTo(401);
    then(persons(mine)).isEqualTo(401);
    then(persons(changed.body().getString("token"))).isEqualTo(200);
    then(renewal(changed.body().getString("token"))).isEqualTo(201);
    then(Mailbox.logIn(office, login, PASSWORD).status()).isEqualTo(401);
    then(Mailbox.logIn(office, login, NEW).status()).isEqualTo(201);
    then(mailbox.text(login, 2)).contains("was changed");
  }

  @Test
  void is_reset_by_who_reads_the_mail_and_ends_all_sessions() {
    var login = "reset@example.org";
    var token = mailbox.unverified(office, login);
    then(request(login).status()).isEqualTo(202);
    var code = mailbox.code(login, 2);
    is(confirm(login, "AAAAA-AAAAA", NEW), 403, "wrong-code");
    is(confirm(login, code, "short"), 400, "invalid-request");
    then(confirm(login, code, NEW).status()).isEqualTo(204);
    then(persons(token)).isEqualTo(401);
    is(confirm(login, code, NEW), 403, "wrong-code");
    var session = Mailbox.logIn(office, login, NEW);
    then(session.status()).isEqualTo(201);
    var me = office.call(0, "GET", "/api/v1/accounts/me", session.body().getString("token"), null);
    then(me.body().getBoolean("verified")).as("mail was read").isTrue();
  }

  @Test
  void of_an_address_without_an_account_is_reset_with_the_same_answers() {
    mailbox.unverified(office, "there@example.org");
    var there = request("there@example.org");
    var nowhere = request("nowhere@example.org");
    then(nowhere.status()).isEqualTo(there.status()).isEqualTo(202);
    then(nowhere.response().body()).isEqualTo(there.response().body());
    then(confirm("nowhere@example.org", "AAAAA-AAAAA", NEW).response().body())
        .isEqualTo(confirm("there@example.org", "AAAAA-AAAAA", NEW).response().body());
    then(mailbox.to("nowhere@example.org")).isEmpty();
    mailbox.text("there@example.org", 2);
    then(request("there@example.org").status()).as("sent lately").isEqualTo(202);
    then(request("ani").status()).as("no address").isEqualTo(202);
    then(mailbox.to("there@example.org")).hasSize(2);
  }

  @Test
  void that_is_guessed_at_is_not_looked_at_any_more() {
    var login = "guess@example.org";
    var token = mailbox.citizen(office, login);
    for (int i = 0; i < 10; i++) {
      is(change(token, "wrong horse battery", NEW), 403, "wrong-password");
    }
    is(change(token, PASSWORD, NEW), 429, "too-many-requests");
    var erase = new JsonObject().put("password", PASSWORD);
    is(office.call(0, "DELETE", "/api/v1/accounts/me", token, erase), 429, "too-many-requests");
    is(
        office.call(
            0,
            "POST",
            "/api/v1/accounts/me/verification",
            token,
            new JsonObject().put("code", "AAAAA-AAAAA")),
        429,
        "too-many-requests");
    then(Mailbox.logIn(office, login, PASSWORD).status()).as("by its owner").isEqualTo(201);
  }

  @Test
  void is_not_guessed_by_way_of_a_reset() {
    var login = "code@example.org";
    mailbox.citizen(office, login);
    for (int i = 0; i < 10; i++) is(confirm(login, "AAAAA-AAAAA", NEW), 403, "wrong-code");
    is(confirm(login, "AAAAA-AAAAA", NEW), 429, "too-many-requests");
    is(Mailbox.logIn(office, login, PASSWORD), 429, "too-many-requests");
  }
}
