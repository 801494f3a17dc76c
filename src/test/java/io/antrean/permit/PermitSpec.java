package io.antrean.permit;

import static io.antrean.permit.PermitOffice.permit;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A stay permit")
class PermitSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final PermitOffice permits = new PermitOffice(office);
  private static final LocalDate EXPIRES = LocalDate.parse("2030-01-05");

  private static String elsewhere;

  @BeforeAll
  static void another_office() {
    permits.another();
    elsewhere = permits.staff("officer", "pontianak");
  }

  private static Answer ask(String method, String path, String token) {
    return office.call(0, method, "/api/v1/permits/" + path, token, null);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static List<String> pointers(Answer answer) {
    return answer.body().getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  @Test
  void is_recorded_once_however_often_it_is_sent() {
    var id = UUID.randomUUID();
    var permit = permit(People.person(office), EXPIRES);
    for (var who : List.of("officer", "supervisor", "admin")) {
      var answer = permits.record(id, office.token(who), permit);
      then(answer.status()).as(who).isEqualTo(who.equals("officer") ? 201 : 200);
      then(answer.header("Location"))
          .isEqualTo(who.equals("officer") ? "/api/v1/permits/" + id : null);
      then(answer.body().getString("number")).isEqualTo(permit.getString("number"));
      then(answer.body().getBoolean("counts")).isTrue();
    }
    then(office.sql("SELECT count(*) FROM stay_permit WHERE id = '" + id + "'")).isEqualTo(1L);
    then(office.sql("SELECT recorded_by::text FROM stay_permit WHERE id = '" + id + "'"))
        .isEqualTo(office.sql("SELECT id::text FROM account WHERE login = 'officer'"));
    var other = permit.copy().put("sector", "STUDY");
    is(permits.record(id, office.token("officer"), other), 409, "permit-differs");
  }

  @Test
  void of_one_number_is_one_of_twenty_that_are_recorded_at_once() {
    var officer = office.token("officer");
    var permit = permit(People.person(office), EXPIRES);
    var statuses =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    office.send(
                        0,
                        "PUT",
                        "/api/v1/permits/" + UUID.randomUUID(),
                        officer,
                        permit.encode(),
                        Map.of()))
            .toList()
            .stream()
            .map(one -> one.join().statusCode())
            .sorted()
            .toList();
    then(statuses.get(0)).isEqualTo(201);
    then(statuses.subList(1, 20)).containsOnly(409);
  }

  @Test
  void of_a_number_that_is_on_record_is_not_recorded_for_anybody_again() {
    var officer = office.token("officer");
    var person = People.person(office);
    var permit = permit(person, EXPIRES);
    var first = UUID.randomUUID();
    permits.record(first, officer, permit);
    is(permits.record(UUID.randomUUID(), officer, permit), 409, "permit-known");
    var anothers =
        permit.copy().put("person", People.person(office)).put("grantedOn", "2021-01-06");
    is(permits.record(UUID.randomUUID(), officer, anothers), 409, "permit-known");
    var extended = permit.copy().put("grantedOn", "2021-01-06").put("expiresOn", "2031-01-05");
    is(permits.record(UUID.randomUUID(), officer, extended), 201, "");
    is(ask("POST", first + "/revoke", officer), 200, "");
    is(permits.record(UUID.randomUUID(), officer, permit), 201, "");
  }

  @Test
  void counts_when_it_was_granted_last_and_is_not_revoked() {
    var officer = office.token("officer");
    var person = People.person(office);
    var older = UUID.randomUUID();
    var newer = UUID.randomUUID();
    var granted = permit(person, EXPIRES).put("grantedOn", "2024-01-06");
    permits.record(newer, officer, granted);
    permits.record(older, officer, permit(person, EXPIRES.plusYears(5)));
    then(ask("GET", newer.toString(), officer).body().getBoolean("counts")).isTrue();
    then(ask("GET", older.toString(), officer).body().getBoolean("counts")).isFalse();
    var revoked = ask("POST", newer + "/revoke", officer).body();
    then(revoked.getBoolean("counts")).isFalse();
    then(ask("GET", older.toString(), officer).body().getBoolean("counts")).isTrue();
    var again = ask("POST", newer + "/revoke", office.token("admin")).body();
    then(again.getString("revokedAt")).isEqualTo(revoked.getString("revokedAt")).isNotNull();
    then(office.sql("SELECT revoked_by::text FROM stay_permit WHERE id = '" + newer + "'"))
        .isEqualTo(office.sql("SELECT id::text FROM account WHERE login = 'officer'"));
    is(permits.record(newer, officer, granted), 200, "");
  }

  @Test
  void is_for_the_staff_of_its_office_alone() {
    var id = permits.recorded(People.person(office), EXPIRES);
    var permit = permit(People.person(office), EXPIRES);
    is(permits.record(UUID.randomUUID(), null, permit), 401, "unauthenticated");
    is(permits.record(UUID.randomUUID(), office.token("ani"), permit), 403, "forbidden");
    is(permits.record(UUID.randomUUID(), elsewhere, permit), 403, "forbidden");
    for (var call : List.of("GET ", "POST /revoke")) {
      var method = call.split(" ")[0];
      var path = id + call.substring(method.length() + 1);
      is(ask(method, path, null), 401, "unauthenticated");
      is(ask(method, path, office.token("ani")), 403, "forbidden");
      is(ask(method, path, elsewhere), 404, "not-found");
      is(
          ask(method, path.replace(id.toString(), UUID.randomUUID() + ""), elsewhere),
          404,
          "not-found");
      is(ask(method, path.replace(id.toString(), "x"), office.token("admin")), 404, "not-found");
    }
    then(office.sql("SELECT revoked_at FROM stay_permit WHERE id = '" + id + "'")).isNull();
    var theirs = permit.copy().put("office", "pontianak");
    is(permits.record(id, elsewhere, theirs), 409, "permit-differs");
    is(permits.record(UUID.randomUUID(), elsewhere, theirs), 201, "");
    is(ask("GET", id.toString(), office.token("admin")), 200, "");
  }

  @Test
  void is_refused_with_all_that_is_wrong_with_it() {
    var officer = office.token("officer");
    var wrong =
        new JsonObject()
            .put("person", "x")
            .put("kind", "VISA")
            .put("number", "6202015703900001")
            .put("nationality", "ID")
            .put("sex", "MALE")
            .put("sector", "work")
            .put("grantedOn", "2999-01-01")
            .put("expiresOn", "2998-01-01")
            .put("passport", "A1");
    then(pointers(permits.record(UUID.randomUUID(), officer, wrong)))
        .containsExactlyInAnyOrder(
            "/person",
            "/kind",
            "/number",
            "/nationality",
            "/sex",
            "/sector",
            "/office",
            "/grantedOn",
            "/expiresOn",
            "/passport");
    var nobody = permit(UUID.randomUUID().toString(), EXPIRES);
    then(pointers(permits.record(UUID.randomUUID(), officer, nobody))).containsExactly("/person");
    var nowhere = permit(People.person(office), EXPIRES).put("office", "atlantis");
    is(permits.record(UUID.randomUUID(), officer, nowhere), 403, "forbidden");
    then(pointers(permits.record(UUID.randomUUID(), office.token("admin"), nowhere)))
        .containsExactly("/office");
  }

  @Test
  void is_shown_to_the_account_of_its_person_without_its_number() {
    var ani = People.household(office, 2);
    var person = ani.persons().get(0);
    permits.recorded(person, EXPIRES);
    permits.recorded(person, EXPIRES.plusDays(1));
    var path = "/api/v1/persons/" + person + "/permits";
    var own = office.call(0, "GET", path, ani.token(), null);
    then(own.status()).isEqualTo(200);
    var items = own.body().getJsonArray("items");
    then(items).hasSize(2);
    var first = items.getJsonObject(0);
    then(first.getString("expiresOn")).isEqualTo("2030-01-06");
    then(first.getBoolean("counts")).isTrue();
    then(first.getString("lastFour")).hasSize(4);
    then(first.containsKey("number")).isFalse();
    var none = "/api/v1/persons/" + ani.persons().get(1) + "/permits";
    then(office.call(0, "GET", none, ani.token(), null).body().getJsonArray("items")).isEmpty();
    is(office.call(0, "GET", path, office.token("budi"), null), 404, "not-found");
    is(office.call(0, "GET", path, office.token("officer"), null), 403, "forbidden");
    is(office.call(0, "GET", path, null, null), 401, "unauthenticated");
    office.call(0, "DELETE", "/api/v1/persons/" + person, ani.token(), null);
    is(office.call(0, "GET", path, ani.token(), null), 404, "not-found");
  }
}
