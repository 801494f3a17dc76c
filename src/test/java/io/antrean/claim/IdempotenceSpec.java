package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The same claim again")
class IdempotenceSpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Day day = Day.next();
  private final UUID claim = UUID.randomUUID();

  private static Object bookings(UUID claim) {
    return office.sql("SELECT count(*) FROM booking WHERE id = '" + claim + "'");
  }

  @Test
  void fifty_times_at_once_on_two_nodes_is_one_booking_and_one_answer() {
    var release = office.release(day.terms(60));
    var token = office.citizens(1).get(0);
    var answers = new ArrayList<CompletableFuture<Answer>>();
    for (int i = 0; i < 50; i++) {
      var prefer = i % 5 == 0 ? Map.of("Prefer", "respond-async") : Map.<String, String>of();
      answers.add(
          office.claimAsync(i % 2, token, release, claim, day.wish("08:00", "08:15"), prefer));
    }
    var said = answers.stream().map(CompletableFuture::join).toList();
    then(said).extracting(Answer::status).isSubsetOf(200, 201, 202);
    then(said).extracting(a -> a.body().getString("id")).containsOnly(claim.toString());
    then(said).extracting(a -> a.body().getString("slot")).containsOnly(day.at("08:00"));
    then(said).extracting(a -> a.body().getJsonArray("seats").encode()).containsOnly("[1]");
    then(bookings(claim)).isEqualTo(1L);
    var free = Eventually.find(SOON, () -> office.free(0, release).get(0), seats -> seats < 60);
    then(free).isEqualTo(59);
  }

  @Test
  void of_two_that_are_made_at_once_in_two_partitions_one_is_confirmed() {
    var first = office.release(day.terms(60));
    var second = office.release(day.terms(60).put("service", "stay-permit-extension"));
    var citizens = office.citizens(40);
    for (int i = 0; i < 40; i += 2) {
      var id = UUID.randomUUID();
      var wish = day.wish("08:00");
      var none = Map.<String, String>of();
      var one = office.claimAsync(0, citizens.get(i), first, id, wish, none);
      var other = office.claimAsync(1, citizens.get(i + 1), second, id, wish, none);
      var said = List.of(one.join(), other.join());
      then(said).extracting(Answer::status).containsExactlyInAnyOrder(201, 409);
      then(said).extracting(Answer::problem).contains("claim-differs");
      var confirmed = said.get(0).status() == 201 ? first : second;
      then(office.sql("SELECT release::text FROM booking WHERE id = '" + id + "'"))
          .isEqualTo(confirmed);
    }
  }

  @Test
  void after_sell_out_it_gets_its_booking_on_another_node() {
    var release = office.release(day.terms(1, 1));
    var citizens = office.citizens(2);
    var wish = day.wish("08:00");
    var first = office.claim(0, citizens.get(0), release, claim, wish);
    then(first.status()).isEqualTo(201);
    for (int node = 0; node < 2; node++) {
      var other = office.claim(node, citizens.get(1), release, UUID.randomUUID(), wish);
      then(other.problem()).isEqualTo("sold-out");
      var again = office.claim(node, citizens.get(0), release, claim, wish);
      then(again.status()).isEqualTo(200);
      then(again.body()).isEqualTo(first.body());
    }
    Eventually.pause(500); // Now memory says sold out, and knows who was not.
    var other = office.claim(1, citizens.get(1), release, UUID.randomUUID(), wish);
    then(other.problem()).isEqualTo("sold-out");
    then(office.claim(1, citizens.get(0), release, claim, wish).body()).isEqualTo(first.body());
  }

  @Test
  void after_the_release_was_closed_it_gets_its_booking() {
    var release = office.release(day.terms(2));
    var citizens = office.citizens(2);
    var first = office.claim(0, citizens.get(0), release, claim, day.wish("08:00"));
    var closing =
        new JsonObject().put("state", "CLOSED").put("emergency", true).put("reason", "spec");
    office.call(0, "PATCH", "/api/v1/releases/" + release, office.token("admin"), closing);
    var unknown = day.wish("23:59");
    var refused =
        Eventually.find(
            SOON,
            () -> office.claim(0, citizens.get(1), release, UUID.randomUUID(), unknown),
            answer -> answer.problem().equals("release-closed"));
    then(refused.problem()).isEqualTo("release-closed");
    var again = office.claim(1, citizens.get(0), release, claim, day.wish("08:00"));
    then(again.status()).isEqualTo(200);
    then(again.body()).isEqualTo(first.body());
  }

  @Test
  void is_told_held_at_once_when_asked_so_and_confirmed_where_it_was_told_to_look() {
    var release = office.release(day.terms(4));
    for (var prefer : new String[] {"respond-async", "wait=0"}) {
      var token = office.citizens(1).get(0);
      var id = UUID.randomUUID();
      var held =
          office
              .claimAsync(0, token, release, id, day.wish("08:00"), Map.of("Prefer", prefer))
              .join();
      then(held.status()).isEqualTo(202);
      then(held.body().getString("state")).isEqualTo("HELD");
      then(held.body().getJsonArray("seats")).hasSize(1);
      then(held.body().getJsonArray("numbers")).isEmpty();
      then(held.body().getString("confirmedAt")).isNull();
      var self = "/api/v1/releases/" + release + "/claims/" + id;
      then(held.header("Location")).isEqualTo(self);
      then(held.body().getJsonObject("links").getString("self")).isEqualTo(self);

      var found =
          Eventually.find(
              SOON,
              () -> office.call(1, "GET", self, token, null),
              answer -> "CONFIRMED".equals(answer.body().getString("state")));
      then(found.status()).isEqualTo(200);
      then(found.body().getString("state")).isEqualTo("CONFIRMED");
      then(found.body().getJsonArray("seats")).isEqualTo(held.body().getJsonArray("seats"));
      then(found.body().getJsonArray("numbers")).hasSize(1);
      then(found.header("Server-Time-Ms")).matches("\\d{13}");
      then(office.call(0, "GET", "/api/v1/bookings/" + id, token, null).body())
          .isEqualTo(found.body());
      then(office.call(0, "GET", self, office.token("budi"), null).status()).isEqualTo(404);
    }
  }
}
