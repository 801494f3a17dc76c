package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Whoever walks in")
class WalkInSpec {

  @RegisterExtension
  static final Installation installation =
      new Installation(1, Map.of("ANTREAN_FLOOR_WALK_INS_A_DAY", "5"));

  private static FloorOffice office;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "walk-in", 2);
  }

  private static JsonObject permit() {
    return new JsonObject().put("service", FloorOffice.PERMIT);
  }

  @Test
  void gets_a_number_of_their_own_until_the_days_quota_is_used_up_however_many_ask_at_once() {
    var answers =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> office.walkIn(UUID.randomUUID(), new JsonObject())))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    var numbers =
        answers.stream()
            .filter(answer -> answer.status() == 201)
            .map(answer -> answer.body().getString("number"))
            .collect(Collectors.toSet());
    then(numbers).containsExactlyInAnyOrder("A-W001", "A-W002", "A-W003", "A-W004", "A-W005");
    var refused = answers.stream().filter(answer -> answer.status() != 201).toList();
    then(refused).hasSize(15).allMatch(answer -> answer.problem().equals("walk-ins-full"));
    then(refused.get(0).body().getInteger("max")).isEqualTo(5);
    then(office.walkIn(UUID.randomUUID(), permit()).body().getString("number"))
        .as("each service has a quota")
        .matches("C-W00[1-5]");
  }

  @Test
  void is_the_same_visit_when_it_is_sent_again() {
    var id = UUID.randomUUID();
    var first = office.walkIn(id, permit().put("name", "Tan").put("nationality", "MY"));
    then(first.status()).isEqualTo(201);
    then(first.header("Location")).isEqualTo(office.path("/visits/" + id));
    var again = office.walkIn(id, permit().put("name", "Tan").put("nationality", "MY"));
    then(again.status()).isEqualTo(200);
    then(again.body()).isEqualTo(first.body());
    then(office.walkIn(id, permit().put("nationality", "SG")).problem()).isEqualTo("visit-differs");
  }

  @Test
  void needs_a_service_of_the_office_and_a_reason_for_the_priority_lane() {
    var id = UUID.randomUUID();
    then(office.walkIn(id, new JsonObject().put("service", "x")).status()).isEqualTo(400);
    then(office.walkIn(id, permit().put("priority", true)).status()).isEqualTo(400);
    var old = office.walkIn(id, permit().put("priority", true).put("reason", "eighty years old"));
    then(old.body().getString("lane")).isEqualTo("PRIORITY");
  }
}
