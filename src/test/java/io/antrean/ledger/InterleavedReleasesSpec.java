package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Mornings and afternoons of the same days, released apart")
class InterleavedReleasesSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration RECOVERED_WITHIN = Duration.ofSeconds(20);

  private static String release(String from, String to) {
    return office.release(
        new JsonObject().put("to", "2030-01-08").put("dayStarts", from).put("dayEnds", to));
  }

  private static Answer claim(String token, String release, UUID claim, String slot) {
    var wish = new JsonObject().put("slots", new JsonArray().add(slot));
    return office.claim(0, token, release, claim, wish);
  }

  @Test
  void are_both_filled_again_when_redis_was_emptied() {
    var mornings = release("08:00", "10:00");
    var afternoons = release("13:00", "15:00");
    var citizens = office.citizens(2);
    var ids = new UUID[] {UUID.randomUUID(), UUID.randomUUID()};
    var first = claim(citizens.get(0), mornings, ids[0], "2030-01-08T08:00");
    var second = claim(citizens.get(1), afternoons, ids[1], "2030-01-07T13:00");
    then(first.status()).isEqualTo(201);
    then(second.status()).isEqualTo(201);
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    then(again(citizens.get(0), mornings, ids[0], "2030-01-08T08:00")).isEqualTo(first.body());
    then(again(citizens.get(1), afternoons, ids[1], "2030-01-07T13:00")).isEqualTo(second.body());
  }

  private static JsonObject again(String token, String release, UUID claim, String slot) {
    return Eventually.find(
            RECOVERED_WITHIN, () -> claim(token, release, claim, slot), a -> a.status() == 200)
        .body();
  }
}
