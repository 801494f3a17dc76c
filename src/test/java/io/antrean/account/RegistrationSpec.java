package io.antrean.account;

import static io.antrean.support.Mailbox.PASSWORD;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Mailbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A registration")
class RegistrationSpec {

  private static final Mailbox mailbox = Mailbox.open();

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          mailbox.environment(
              Map.of("ANTREAN_CODE_PAUSE_MS", "60000", "ANTREAN_CODE_ATTEMPTS", "5")));

  private static final String ACCOUNTS = "/api/v1/accounts";

  @AfterAll
  static void close() {
    mailbox.close();
  }

  private static Answer register(String login, String password) {
    var body = new JsonObject().put("login", login).put("password", password);
    return office.call(0, "POST", ACCOUNTS, null, body, Map.of("Accept-Language", "en"));
  }

  private static Answer verify(String token, String code) {
    var body = new JsonObject().put("code", code);
    return office.call(0, "POST", ACCOUNTS + "/me/verification", token, body);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void is_verified_by_the_code_that_was_mailed() {
    var registered = register(" Ani@Example.ORG ", PASSWORD);
    then(registered.status()).isEqualTo(202);
    then(registered.response().body()).isEmpty();
    var text = mailbox.text("ani@example.org", 1);
    then(text).contains("Your code is").contains("30 minutes").doesNotContain(PASSWORD);
    var token = Mailbox.logIn(office, "ani@example.org", PASSWORD).body().getString("token");
    var me = office.call(0, "GET", ACCOUNTS + "/me", token, null).body();
    then(me.getString("login")).isEqualTo("ani@example.org");
    then(me.getString("language")).isEqualTo("en");
    then(me.getBoolean("verified")).isFalse();
    then(me.getJsonArray("roles")).isEqualTo(new JsonArray().add("citizen"));
    var code = mailbox.code("ani@example.org", 1);
    var verified = verify(token, code.toLowerCase().replace("-", " "));
    then(verified.status()).isEqualTo(200);
    then(verified.body().getBoolean("verified")).isTrue();
    is(verify(token, code), 403, "wrong-code");
    is(
        office.call(0, "POST", ACCOUNTS + "/me/verification-codes", token, null),
        409,
        "already-verified");
  }

  @Test
  void of_an_address_that_has_an_account_gets_the_same_answer_and_changes_nothing() {
    var first = register("budi@example.org", PASSWORD);
    mailbox.code("budi@example.org", 1);
    var second = register("budi@example.org", "another horse battery");
    then(second.status()).isEqualTo(first.status());
    then(second.response().body()).isEqualTo(first.response().body());
    then(second.response().headers().map().keySet())
        .isEqualTo(first.response().headers().map().keySet());
    then(mailbox.text("budi@example.org", 2)).contains("There is an account already");
    then(Mailbox.logIn(office, "budi@example.org", "another horse battery").status())
        .isEqualTo(401);
    then(Mailbox.logIn(office, "budi@example.org", PASSWORD).status()).isEqualTo(201);
  }

  @Test
  void takes_as_long_for_an_address_that_has_an_account() {
    register("known@example.org", PASSWORD);
    var known = new long[15];
    var unknown = new long[15];
    for (int i = -5; i < known.length; i++) {
      var a = nanoseconds("known@example.org");
      var b = nanoseconds("unknown" + i + "@example.org");
      if (i >= 0) {
        known[i] = a;
        unknown[i] = b;
      }
    }
    Arrays.sort(known);
    Arrays.sort(unknown);
    then(unknown[7]).isBetween(known[7] / 2, known[7] * 2);
  }

  private static long nanoseconds(String login) {
    var began = System.nanoTime();
    then(register(login, PASSWORD).status()).isEqualTo(202);
    return System.nanoTime() - began;
  }

  @Test
  void of_one_address_by_many_at_once_is_one_account_and_two_mails() {
    var answers =
        IntStream.range(0, 12)
            .mapToObj(
                i -> CompletableFuture.supplyAsync(() -> register("many@example.org", PASSWORD)))
            .toList();
    then(answers).allMatch(answer -> answer.join().status() == 202);
    mailbox.text("many@example.org", 2);
    then(office.sql("SELECT count(*) FROM account WHERE login = 'many@example.org'")).isEqualTo(1L);
    then(mailbox.to("many@example.org")).as("a code, and one word that there is one").hasSize(2);
  }

  @Test
  void needs_an_address_and_a_password_that_is_not_obvious() {
    for (var wrong : new String[] {"ani", "a@b", "a b@example.org", "@example.org", "é@x.org"}) {
      var answer = register(wrong, PASSWORD);
      is(answer, 400, "invalid-request");
      then(answer.body().toString()).contains("/login");
    }
    for (var wrong : new String[] {"short", "aaaaaaaaaaaaaaaa", "mycitizen-2030"}) {
      var answer = register("citizen@example.org", wrong);
      is(answer, 400, "invalid-request");
      then(answer.body().toString()).contains("/password").doesNotContain(wrong);
    }
  }

  @Test
  void takes_five_wrong_codes_and_then_not_the_right_one() {
    var token = mailbox.unverified(office, "wrong@example.org");
    for (int i = 0; i < 5; i++) is(verify(token, "AAAAA-AAAA" + i), 403, "wrong-code");
    is(verify(token, mailbox.code("wrong@example.org", 1)), 403, "wrong-code");
  }

  @Test
  void does_not_take_a_code_that_is_too_old_or_anothers() {
    var old = mailbox.unverified(office, "old@example.org");
    office.sql(
        "UPDATE one_time_code SET expires_at = now() WHERE account ="
            + " (SELECT id FROM account WHERE login = 'old@example.org')");
    is(verify(old, mailbox.code("old@example.org", 1)), 403, "wrong-code");
    var other = mailbox.unverified(office, "other@example.org");
    var code = mailbox.code("old@example.org", 1);
    is(verify(other, code), 403, "wrong-code");
    is(verify(null, code), 401, "unauthenticated");
  }

  @Test
  void gets_another_code_after_a_pause_and_five_a_day() {
    var token = mailbox.unverified(office, "pause@example.org");
    var first = mailbox.code("pause@example.org", 1);
    var path = ACCOUNTS + "/me/verification-codes";
    var early = office.call(0, "POST", path, token, null);
    is(early, 429, "sent-lately");
    then(Integer.parseInt(early.header("Retry-After"))).isBetween(50, 60);
    for (int i = 2; i <= 5; i++) {
      aMinutePasses();
      then(office.call(0, "POST", path, token, null).status()).isEqualTo(202);
      mailbox.text("pause@example.org", i);
    }
    aMinutePasses();
    var sixth = office.call(0, "POST", path, token, null);
    is(sixth, 429, "sent-lately");
    then(Integer.parseInt(sixth.header("Retry-After"))).isGreaterThan(80_000);
    is(verify(token, first), 403, "wrong-code");
    then(verify(token, mailbox.code("pause@example.org", 5)).status()).isEqualTo(200);
  }

  private static void aMinutePasses() {
    office.sql("UPDATE one_time_code SET sent_at = sent_at - interval '61 s'");
  }

  @Test
  void works_once_for_one_of_many_that_use_the_code_at_once() {
    var token = mailbox.unverified(office, "once@example.org");
    var code = mailbox.code("once@example.org", 1);
    var answers =
        IntStream.range(0, 5)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> verify(token, code)))
            .toList();
    then(answers.stream().filter(answer -> answer.join().status() == 200)).hasSize(1);
  }

  @Test
  void leaves_the_code_nowhere_in_postgres() {
    mailbox.unverified(office, "hidden@example.org");
    var code = mailbox.code("hidden@example.org", 1).replace("-", "");
    then(office.sql(
            "SELECT count(*) FROM one_time_code c WHERE c::text ILIKE '%"
                + code
                + "%'"
                + " OR encode(code_hmac, 'escape') LIKE '%"
                + code
                + "%'"
                + " OR code_hmac = sha256('"
                + code
                + "')"))
        .isEqualTo(0L);
  }
}
