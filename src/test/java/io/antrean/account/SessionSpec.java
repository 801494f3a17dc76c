package io.antrean.account;

import static io.antrean.account.AccountFixture.PASSWORD;
import static io.antrean.account.AccountFixture.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.account.AccountRepository.NewPerson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A session")
class SessionSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private static void refused(HttpResponse<String> answer) {
    then(answer.statusCode()).isEqualTo(401);
    then(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    then(body(answer).getString("type")).isEqualTo("/problems/unauthenticated");
  }

  @Test
  void begins_with_log_in_and_password() {
    var ani = office.register("ani", Role.CITIZEN, Set.of(), "Ani");
    var answer = office.logIn(" Ani ", PASSWORD);
    then(answer.statusCode()).isEqualTo(201);
    then(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    var session = body(answer);
    then(session.fieldNames()).containsExactly("token", "expiresAt", "roles", "persons");
    then(Duration.between(office.clock.instant(), session.getInstant("expiresAt")))
        .isEqualTo(AccountFixture.TOKEN_LIFE);
    then(session.getString("expiresAt")).endsWith(".000Z");
    then(session.getJsonArray("roles")).containsExactly("citizen");
    var person = ani.persons().get(0);
    then(session.getJsonArray("persons")).isEqualTo(new JsonArray().add(person.json())).hasSize(1);
    var caller = office.tokens.verify(session.getString("token"));
    then(caller.account()).isEqualTo(ani.id());
    then(caller.persons()).containsExactly(person.id());
  }

  @Test
  void does_not_begin_with_a_wrong_password_or_an_unknown_log_in_and_tells_neither() {
    office.register("budi", Role.CITIZEN, Set.of());
    var wrong = office.logIn("budi", "wrong horse battery");
    var unknown = office.logIn("nobody", "wrong horse battery");
    refused(wrong);
    then(unknown.statusCode()).isEqualTo(401);
    then(unknown.body()).isEqualTo(wrong.body());
  }

  @Test
  void of_an_account_without_a_password_does_not_begin() {
    office.sql(
        "INSERT INTO account (id, login, password_hash, roles)"
            + " VALUES (gen_random_uuid(), 'machine', '!', '{citizen}')");
    refused(office.logIn("machine", "!"));
  }

  @Test
  void says_all_that_is_wrong_with_the_request_at_once() {
    var answer = office.post("/api/v1/sessions", null, "{\"login\":7,\"extra\":1}");
    then(answer.statusCode()).isEqualTo(400);
    then(body(answer).getJsonArray("errors"))
        .extracting(error -> ((JsonObject) error).getString("pointer"))
        .containsExactlyInAnyOrder("/login", "/password", "/extra");
  }

  @Test
  void is_renewed_with_what_postgres_says_now() {
    var dewi = office.register("dewi", Role.CITIZEN, Set.of(), "Dewi");
    var token = office.token(dewi);
    office.sql(
        "UPDATE account SET roles = '{citizen,officer}', offices = '{sampit}' WHERE login = $1",
        "dewi");
    var answer = office.post("/api/v1/sessions/renewals", token, null);
    then(answer.statusCode()).isEqualTo(201);
    then(body(answer).getJsonArray("roles")).containsExactly("citizen", "officer");
    var caller = office.tokens.verify(body(answer).getString("token"));
    then(caller.roles()).containsExactlyInAnyOrder(Role.CITIZEN, Role.OFFICER);
    then(caller.offices()).containsExactly("sampit");
  }

  @Test
  void is_not_renewed_once_it_has_ended_or_its_account_is_gone() {
    var eko = office.register("eko", Role.CITIZEN, Set.of());
    var token = office.token(eko);
    office.clock.goOn(AccountFixture.TOKEN_LIFE);
    refused(office.post("/api/v1/sessions/renewals", token, null));
    refused(office.post("/api/v1/sessions/renewals", null, null));
    var fresh = office.token(eko);
    office.sql("DELETE FROM account WHERE login = $1", "eko");
    refused(office.post("/api/v1/sessions/renewals", fresh, null));
  }

  @Test
  void shows_the_callers_own_persons() {
    var fitri = office.register("fitri", Role.CITIZEN, Set.of(), "Fitri");
    office.register("gita", Role.CITIZEN, Set.of(), "Gita");
    var answer = office.get("/api/v1/persons", office.token(fitri));
    then(answer.statusCode()).isEqualTo(200);
    var items = body(answer).getJsonArray("items");
    then(items).hasSize(1);
    then(items.getJsonObject(0).getString("id")).isEqualTo(fitri.persons().get(0).id().toString());
    then(items.getJsonObject(0).getString("name")).isEqualTo("Fitri");
    then(body(answer).fieldNames()).contains("next");
    refused(office.get("/api/v1/persons", null));
    refused(office.get("/api/v1/persons", office.token(fitri) + "x"));
  }

  @Test
  void names_all_five_persons_of_an_account() {
    var names = new String[] {"Joko", "Kartika", "Lestari", "Made", "Nyoman"};
    var five = office.register("joko", Role.CITIZEN, Set.of(), names);
    then(five.persons()).extracting(Person::name).containsExactly(names);
    then(body(office.logIn("joko", PASSWORD)).getJsonArray("persons")).hasSize(5);
  }

  @Test
  void is_told_by_the_bearer_scheme_and_no_other() {
    var token = office.token(office.register("oka", Role.CITIZEN, Set.of()));
    then(persons("Bearer " + token).statusCode()).isEqualTo(200);
    then(persons("bearer " + token).statusCode()).isEqualTo(200);
    for (var header : List.of("Basic " + token, token, "Bearer", "Bearer ", "Bearer Bearer")) {
      refused(persons(header));
    }
    then(persons("Bearer x").headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer error=\"invalid_token\"");
  }

  private static HttpResponse<String> persons(String authorization) {
    return office.send(
        office.request("/api/v1/persons", null).header("Authorization", authorization));
  }

  @Test
  void of_two_accounts_with_one_identity_number_has_one_person() {
    var hmac = office.identity.hmac(IdentityNumber.nik("3275010101900099"));
    for (var login : new String[] {"hadi-1", "hadi-2"}) {
      var account =
          new Account(UUID.randomUUID(), login, "!", Set.of(Role.CITIZEN), Set.of(), List.of());
      then(AccountFixture.get(
              office.accounts.add(account, List.of(new NewPerson("Hadi " + login, hmac)))))
          .isTrue();
      then(AccountFixture.get(office.accounts.byLogin(login)).persons())
          .containsExactly(new Person(Identity.personId(hmac), "Hadi hadi-1"));
    }
  }

  @Test
  void is_not_there_for_load_tests_unless_they_are_allowed() {
    var admin = office.register("admin", Role.ADMIN, Set.of());
    var answer = office.post("/api/v1/load-test/persons?count=1", office.token(admin), null);
    then(answer.statusCode()).isEqualTo(404);
  }

  @Test
  void takes_as_long_to_refuse_for_an_unknown_log_in_as_for_a_wrong_password() {
    office.register("indah", Role.CITIZEN, Set.of());
    var wrong = new long[15];
    var unknown = new long[15];
    for (int i = -5; i < wrong.length; i++) {
      var a = nanoseconds("indah");
      var b = nanoseconds("nobody");
      if (i >= 0) {
        wrong[i] = a;
        unknown[i] = b;
      }
    }
    Arrays.sort(wrong);
    Arrays.sort(unknown);
    // A log-in without a hash answers in a fiftieth of the time of one with.
    then(unknown[7]).isBetween(wrong[7] / 3, wrong[7] * 3);
  }

  private static long nanoseconds(String login) {
    var began = System.nanoTime();
    refused(office.logIn(login, "wrong horse battery"));
    return System.nanoTime() - began;
  }
}
