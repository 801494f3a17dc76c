package io.antrean.account;

import static io.antrean.account.AccountFixture.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A person of an account")
class PersonsSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private static final String PERSONS = "/api/v1/persons";

  private static String token(String login) {
    return office.token(office.register(login, Role.CITIZEN, Set.of()));
  }

  private static JsonObject citizen(int serial) {
    return new JsonObject()
        .put("nik", "620201170390%04d".formatted(serial))
        .put("name", "Siti Aminah")
        .put("birthDate", "1990-03-17")
        .put("sex", "male");
  }

  private static JsonObject foreigner() {
    return new JsonObject()
        .put("passport", "a 123-4567")
        .put("country", "my")
        .put("name", "Tan Ah Kow")
        .put("birthDate", "1985-11-02")
        .put("sex", "female");
  }

  private static HttpResponse<String> add(String token, JsonObject person) {
    return office.post(PERSONS, token, person.encode());
  }

  private static void refused(HttpResponse<String> answer, int status, String problem) {
    then(answer.statusCode() + " " + body(answer).getString("type"))
        .isEqualTo(status + " /problems/" + problem);
  }

  @Test
  void is_added_once_and_shown_with_the_last_four_digits_only() {
    var token = token("siti");
    var added = add(token, citizen(1));
    then(added.statusCode()).isEqualTo(201);
    var person = body(added);
    then(person.getString("name")).isEqualTo("Siti Aminah");
    then(person.getString("birthDate")).isEqualTo("1990-03-17");
    then(person.getString("sex")).isEqualTo("male");
    then(person.getString("nationality")).isEqualTo("ID");
    then(person.getJsonObject("identity"))
        .isEqualTo(
            new JsonObject().put("kind", "nik").put("country", "ID").put("lastFour", "0001"));
    then(added.body()).doesNotContain("62020117039");
    var again = add(token, citizen(1));
    then(again.statusCode()).as("a repeated request").isEqualTo(200);
    then(body(again)).isEqualTo(person);
    var list = office.get(PERSONS, token);
    then(body(list).getJsonArray("items")).isEqualTo(new JsonArray().add(person));
    var renewed = body(office.post("/api/v1/sessions/renewals", token, null));
    then(office.tokens.verify(renewed.getString("token")).persons())
        .containsExactly(UUID.fromString(person.getString("id")));
  }

  @Test
  void may_be_a_foreigner_with_a_passport() {
    var added = add(token("tan"), foreigner());
    then(added.statusCode()).isEqualTo(201);
    then(body(added).getString("nationality")).isEqualTo("MY");
    then(body(added).getJsonObject("identity"))
        .isEqualTo(
            new JsonObject().put("kind", "passport").put("country", "MY").put("lastFour", "4567"));
  }

  @Test
  void that_does_not_fit_is_refused_field_by_field() {
    var token = token("wrong");
    pointers(add(token, new JsonObject()), "/name", "/birthDate", "/sex", "/nik");
    pointers(add(token, citizen(0)), "/nik");
    pointers(add(token, citizen(1).put("name", " . ")), "/name");
    pointers(add(token, citizen(1).put("sex", "female")), "/nik");
    pointers(add(token, citizen(1).put("birthDate", "1990-03-18")), "/nik");
    pointers(add(token, citizen(1).put("birthDate", "2031-03-17")), "/birthDate", "/nik");
    pointers(add(token, citizen(1).put("country", "MY")), "/country");
    pointers(add(token, citizen(1).put("passport", "A1234567")), "/passport");
    pointers(add(token, citizen(1).put("nationality", "MY")), "/nationality");
    pointers(add(token, foreigner().put("country", "XX")), "/country");
    pointers(add(token, foreigner().put("country", "ID")), "/country");
    pointers(add(token, foreigner().put("passport", "A1")), "/passport");
    pointers(add(token, foreigner().put("nationality", "ID")), "/nationality");
    pointers(add(token, foreigner().put("extra", 1)), "/extra");
  }

  private static void pointers(HttpResponse<String> answer, String... pointers) {
    refused(answer, 400, "invalid-request");
    then(body(answer).getJsonArray("errors"))
        .extracting(error -> ((JsonObject) error).getString("pointer"))
        .containsExactlyInAnyOrder(pointers);
    then(answer.body()).doesNotContain("62020117039");
  }

  @Test
  void is_one_of_five_however_many_ask_at_once() {
    var token = token("crowd");
    var answers =
        IntStream.range(100, 120)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> add(token, citizen(i))))
            .toList();
    var created = answers.stream().filter(a -> a.join().statusCode() == 201).count();
    then(created).isEqualTo(5);
    answers.stream()
        .map(CompletableFuture::join)
        .filter(answer -> answer.statusCode() != 201)
        .forEach(answer -> refused(answer, 409, "persons-full"));
    then(body(office.get(PERSONS, token)).getJsonArray("items")).hasSize(5);
  }

  @Test
  void is_added_by_one_of_two_accounts_that_ask_at_once_and_had_by_both() {
    var tokens = IntStream.range(0, 8).mapToObj(i -> token("race-" + i)).toList();
    for (int round = 200; round < 205; round++) {
      var person = citizen(round);
      var answers =
          tokens.stream()
              .map(token -> CompletableFuture.supplyAsync(() -> add(token, person)))
              .toList();
      then(answers.stream().map(answer -> body(answer.join()).getString("id")).distinct())
          .hasSize(1);
    }
  }

  @Test
  void is_had_by_a_second_account_that_knows_who_they_are_and_by_no_other() {
    add(token("first"), citizen(300));
    var second = token("second");
    refused(add(second, citizen(300).put("name", "Somebody Else")), 409, "person-differs");
    var other = office.get(PERSONS, second);
    then(body(other).getJsonArray("items")).isEmpty();
    then(add(second, citizen(300).put("name", " siti  AMINAH.")).statusCode()).isEqualTo(201);

    add(token("third"), foreigner().put("passport", "B7654321"));
    var fourth = token("fourth");
    var born = foreigner().put("passport", "B7654321").put("birthDate", "1985-11-03");
    var refusal = add(fourth, born);
    refused(refusal, 409, "person-differs");
    then(refusal.body()).doesNotContain("1985", "Tan");
  }

  @Test
  void that_was_known_by_the_number_alone_is_completed() {
    office.sql(
        "INSERT INTO person (id, identity_hmac, name) VALUES ($1, $2, 'Siti Aminah')",
        UUID.randomUUID(),
        io.vertx.core.buffer.Buffer.buffer(
            office.identity.hmac(IdentityNumber.nik("6202011703900400"))));
    var added = add(token("demo"), citizen(400));
    then(body(added).getJsonObject("identity").getString("lastFour")).isEqualTo("0400");
  }

  @Test
  void is_only_added_to_a_verified_account_of_a_citizen() {
    var token = token("new");
    office.sql("UPDATE account SET verified_at = NULL WHERE login = $1", "new");
    refused(add(token, citizen(500)), 403, "not-verified");
    refused(add(null, citizen(500)), 401, "unauthenticated");
    var officer = office.token(office.register("officer", Role.OFFICER, Set.of("sampit")));
    refused(add(officer, citizen(500)), 403, "forbidden");
  }

  @Test
  void is_removed_and_takes_up_a_place_for_a_while() {
    var token = token("churn");
    for (int i = 600; i < 610; i++) {
      var id = body(add(token, citizen(i))).getString("id");
      then(remove(token, id).statusCode()).isEqualTo(204);
      refused(remove(token, id), 404, "not-found");
    }
    refused(add(token, citizen(610)), 409, "persons-full");
    then(add(token, citizen(600)).statusCode()).as("one of those ten").isEqualTo(201);
    refused(remove(token, "nonsense"), 404, "not-found");
    refused(remove(token, UUID.randomUUID().toString()), 404, "not-found");
  }

  @Test
  void stays_while_the_account_has_an_open_booking_for_them() {
    var account = office.register("open", Role.CITIZEN, Set.of());
    var token = office.token(account);
    var person = body(add(token, citizen(700))).getString("id");
    office.sql(
        """
        INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                             account, fingerprint, state, claimed_at, decided_at)
        VALUES (gen_random_uuid(), 0, 1, now(), 1, 1, $1, 's', gen_random_uuid(), $2,
                gen_random_uuid(), 'CONFIRMED', now(), now())
        """,
        UUID.fromString(person),
        account.id());
    refused(remove(token, person), 409, "open-booking");
    office.sql("UPDATE booking SET state = 'CANCELLED' WHERE person = $1", UUID.fromString(person));
    then(remove(token, person).statusCode()).isEqualTo(204);
  }

  private static HttpResponse<String> remove(String token, String person) {
    return office.send(office.request(PERSONS + "/" + person, token).DELETE());
  }
}
