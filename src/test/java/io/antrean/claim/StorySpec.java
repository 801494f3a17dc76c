package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The newspaper's story")
class StorySpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final JsonObject EIGHT = slots("2030-01-07T08:00");

  private static JsonObject slots(String... slots) {
    return new JsonObject().put("slots", new JsonArray(List.of(slots)));
  }

  @Test
  void a_has_taken_the_hour_and_b_takes_the_next() {
    var release = office.release(new JsonObject().put("capacity", 1));
    var a = office.claim(0, office.token("ani"), release, UUID.randomUUID(), EIGHT);
    then(a.status()).isEqualTo(201);
    then(a.body().getJsonArray("numbers")).containsExactly("A0800-1");

    var b = office.claim(0, office.token("budi"), release, UUID.randomUUID(), EIGHT);
    then(b.status()).isEqualTo(409);
    then(b.problem()).isEqualTo("slot-taken");
    then(b.body().getString("takenAt")).isNotNull();
    then(b.body().getJsonArray("alternatives").getJsonObject(0).getString("slot"))
        .isEqualTo("2030-01-07T08:15");

    var orNext = slots("2030-01-07T08:00").put("orNext", true);
    var next = office.claim(0, office.token("budi"), release, UUID.randomUUID(), orNext);
    then(next.status()).isEqualTo(201);
    then(next.body().getString("slot")).isEqualTo("2030-01-07T08:15");
  }

  @Test
  void one_seat_goes_to_one_of_two_hundred() {
    var release =
        office.release(
            new JsonObject()
                .put("from", "2030-01-08")
                .put("to", "2030-01-08")
                .put("dayEnds", "08:15")
                .put("capacity", 1));
    var answers = new ArrayList<CompletableFuture<Installation.Answer>>();
    for (var token : office.citizens(200)) {
      var body = slots("2030-01-08T08:00");
      answers.add(office.claimAsync(0, token, release, UUID.randomUUID(), body, Map.of()));
    }
    var statuses = answers.stream().map(a -> a.join().status()).toList();
    then(statuses).containsOnly(201, 409);
    then(statuses).filteredOn(s -> s == 201).hasSize(1);
  }
}
