package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("One identity number has one open booking a service")
class OnePersonSpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final Duration SOON = Duration.ofSeconds(10);

  /** An office whose passport-new lies in another partition than Sampit's. */
  private static final String AFAR =
      IntStream.range(0, 1000)
          .mapToObj(i -> "afar-" + i)
          .filter(id -> partition(id) != partition("sampit"))
          .findFirst()
          .orElseThrow();

  private final Day day = Day.next();

  /** As the server chooses it. */
  private static int partition(String office) {
    return Math.floorMod((office + "/passport-new").hashCode(), 8);
  }

  @BeforeAll
  static void anotherOffice() {
    var admin = office.token("admin");
    var named = new JsonObject().put("id", AFAR).put("name", AFAR).put("zone", "Asia/Makassar");
    then(office.call(0, "POST", "/api/v1/offices", admin, named).status()).isEqualTo(201);
    var service =
        new JsonObject()
            .put("office", AFAR)
            .put("id", "passport-new")
            .put("name", "Paspor baru")
            .put("letter", "A")
            .put("category", "PASSPORT");
    then(office.call(0, "POST", "/api/v1/services", admin, service).status()).isEqualTo(201);
    then(office.sql("SELECT count(DISTINCT partition) FROM service WHERE id = 'passport-new'"))
        .isEqualTo(2L);
  }

  private static Object openBookings(String person) {
    return office.sql(
        "SELECT count(*) FROM booking WHERE state = 'CONFIRMED' AND person = '" + person + "'");
  }

  @Test
  void in_two_accounts_in_one_partition() {
    var release = office.release(day.terms(5));
    var first = People.household(office, 1);
    var second = People.account(office, first.persons());
    then(office.claim(0, first.token(), release, UUID.randomUUID(), day.wish("08:00")).status())
        .isEqualTo(201);
    var refused = office.claim(1, second.token(), release, UUID.randomUUID(), day.wish("08:15"));
    then(refused.status()).isEqualTo(409);
    then(refused.problem()).isEqualTo("already-booked");
    then(openBookings(first.persons().get(0))).isEqualTo(1L);
  }

  @Test
  void in_two_accounts_at_the_same_moment() {
    var release = office.release(day.terms(5));
    var there = office.release(day.terms(5).put("office", AFAR));
    var person = People.person(office);
    var accounts =
        IntStream.range(0, 6).mapToObj(i -> People.account(office, List.of(person))).toList();
    var under =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    office.claimAsync(
                        i % 2,
                        accounts.get(i).token(),
                        i < 3 ? release : there,
                        UUID.randomUUID(),
                        day.wish("08:00"),
                        Map.of()))
            .toList();
    var answers = under.stream().map(CompletableFuture::join).toList();
    then(answers).extracting(Answer::status).containsOnly(201, 409);
    then(answers).filteredOn(a -> a.status() == 201).hasSize(1);
    then(answers)
        .filteredOn(a -> a.status() == 409)
        .extracting(Answer::problem)
        .containsOnly("already-booked");
    then(openBookings(person)).isEqualTo(1L);
  }

  @Test
  void in_two_partitions_and_the_seat_comes_back_for_somebody_else() {
    var here = office.release(day.terms(5));
    var there = office.release(day.terms(1, 2).put("office", AFAR));
    var first = People.household(office, 1);
    var second = People.account(office, first.persons());
    var wish = day.wish("08:00");
    then(office.claim(0, first.token(), here, UUID.randomUUID(), wish).status()).isEqualTo(201);

    var claim = UUID.randomUUID();
    var refused = office.claim(0, second.token(), there, claim, wish);
    then(refused.status()).isEqualTo(409);
    then(refused.problem()).isEqualTo("already-booked");
    then(refused.body().containsKey("booking")).isFalse();
    var again = office.claim(1, second.token(), there, claim, wish);
    then(again.status()).isEqualTo(409);
    then(again.problem()).isEqualTo("already-booked");
    var self = "/api/v1/releases/" + there + "/claims/" + claim;
    var state = office.call(1, "GET", self, second.token(), null);
    then(state.status()).isEqualTo(200);
    then(state.body().getString("state")).isEqualTo("REJECTED");
    then(state.body().getString("reason")).isEqualTo("already-booked");
    then(openBookings(first.persons().get(0))).isEqualTo(1L);

    // The person is barred there for a minute: no loop of fresh claims. The seat cools meanwhile.
    var fresh = office.claim(0, second.token(), there, UUID.randomUUID(), day.wish("08:15"));
    then(fresh.problem()).isEqualTo("already-booked");
    var other = office.citizens(1).get(0);
    var waiting = office.claim(0, other, there, UUID.randomUUID(), wish);
    then(waiting.problem()).isEqualTo("slot-taken");
    // Memory may still be of before the refused claim.
    Eventually.find(SOON, () -> office.free(0, there).get(0), seats -> seats == 0);
    var free = Eventually.find(SOON, () -> office.free(0, there).get(0), seats -> seats == 1);
    then(free).isEqualTo(1);

    // The refused one had the seat before: its number is never said of anybody else.
    var granted = office.claim(1, other, there, UUID.randomUUID(), wish);
    then(granted.status()).isEqualTo(201);
    then(granted.body().getJsonArray("numbers")).containsExactly("A0800-1b");
  }
}
