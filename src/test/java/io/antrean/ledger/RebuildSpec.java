package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A partition that is rebuilt")
class RebuildSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int SMALL = 40;

  private JsonObject slots(String release) {
    return office.call(0, "GET", "/api/v1/releases/" + release + "/slots", null, null).body();
  }

  private static int free(JsonObject slots) {
    return slots.getJsonArray("slots").stream()
        .mapToInt(slot -> ((JsonObject) slot).getInteger("free"))
        .sum();
  }

  /** More of them than go together, and one that needs more than one call for itself. */
  @Test
  void has_all_its_releases_and_what_is_taken_of_each() {
    var left = new LinkedHashMap<String, Integer>();
    for (var token : office.citizens(SMALL)) {
      var day = Day.next();
      var release = office.release(day.terms(3, 2));
      // Every other one has a booking.
      var taken = left.size() % 2;
      if (taken == 1) {
        var answer = office.claim(0, token, release, UUID.randomUUID(), day.wish("08:15"));
        then(answer.status()).isEqualTo(201);
      }
      left.put(release, 6 - taken);
    }
    var large = office.release(large());
    left.put(large, 7 * (24 * 12 - 1));
    var before = slots(large).getString("version");
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    Eventually.find(SOON, () -> slots(large).getString("version"), now -> isLater(now, before));
    left.forEach(
        (release, seats) ->
            then(Eventually.find(SOON, () -> free(slots(release)), free -> free == (int) seats))
                .as(release)
                .isEqualTo(seats));
  }

  /** A slot every five minutes, for a week. */
  private static JsonObject large() {
    return new JsonObject()
        .put("from", "2040-01-02")
        .put("to", "2040-01-08")
        .put("dayStarts", "00:00")
        .put("dayEnds", "23:55")
        .put("slotMinutes", 5)
        .put("capacity", 1);
  }

  private static boolean isLater(String now, String before) {
    return !now.split("\\.")[0].equals(before.split("\\.")[0]);
  }
}
