package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.People;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Who is erased while")
class ErasureRaceSpec {

  private static final int TIMES = 60;

  @RegisterExtension
  static final Installation office =
      new Installation(2, Map.of("ANTREAN_RATE_WRONG_PASSWORDS_PER_MINUTE", "0"));

  private final Day day = Day.next();
  private final String release = office.release(day.terms(100));

  private static CompletableFuture<Integer> erase(int node, String token) {
    var password = new JsonObject().put("password", "ani-demo").encode();
    return office
        .send(node, "DELETE", "/api/v1/accounts/me", token, password, Map.of())
        .thenApply(answer -> answer.statusCode());
  }

  private static Object count(String what) {
    return office.sql("SELECT count(*) FROM " + what);
  }

  @Test
  void another_account_has_the_same_person_books_nothing_any_more() {
    var person = People.person(office);
    var one = People.account(office, List.of(person));
    People.account(office, List.of(person));
    then(erase(0, one.token()).join()).isEqualTo(204);
    var late = office.claim(1, one.token(), release, UUID.randomUUID(), day.wish("08:00"));
    then(late.problem()).isIn("person-gone", "unauthenticated");
    then(count("booking WHERE person = '" + person + "' AND state = 'CONFIRMED'")).isEqualTo(0L);
    var entry = "/api/v1/releases/" + release + "/waitlist/" + UUID.randomUUID();
    var joined = office.call(1, "PUT", entry, one.token(), new JsonObject());
    then(joined.problem()).isIn("person-gone", "unauthenticated");
  }

  @Test
  void a_claim_is_under_way_has_an_account_or_no_booking() throws InterruptedException {
    var booked = 0;
    var delayMs = 60;
    for (int i = 0; i < TIMES; i++) {
      var one = People.household(office, 1);
      var claim = UUID.randomUUID();
      var erased = erase(0, one.token());
      Thread.sleep(delayMs);
      var claimed = office.claim(1, one.token(), release, claim, day.wish("08:00", "08:15"));
      if (claimed.status() == 201) {
        booked++;
        then(erased.join()).isEqualTo(409);
      }
      // So that both are in the same moment.
      delayMs = Math.max(0, delayMs + (claimed.status() == 201 ? 2 : -2));
      erased.join();
    }
    then(booked).isBetween(1, TIMES - 1);
    then(count(
            "booking b JOIN account a ON a.id = b.account"
                + " WHERE b.state = 'CONFIRMED' AND a.erased_at IS NOT NULL"))
        .isEqualTo(0L);
    then(count(
            "booking b WHERE b.state = 'CONFIRMED' AND NOT EXISTS (SELECT FROM person p"
                + " WHERE p.id = b.person)"))
        .isEqualTo(0L);
  }

  @Test
  void another_account_with_the_person_is_erased_leaves_nobody() {
    for (int i = 0; i < 20; i++) {
      var person = People.person(office);
      var tokens = List.of(account(person), account(person));
      var one = erase(0, tokens.get(0));
      var other = erase(1, tokens.get(1));
      then(one.join() + " " + other.join()).isEqualTo("204 204");
      then(count("person WHERE id = '" + person + "'")).isEqualTo(0L);
    }
  }

  private static String account(String person) {
    return People.account(office, List.of(person)).token();
  }
}
