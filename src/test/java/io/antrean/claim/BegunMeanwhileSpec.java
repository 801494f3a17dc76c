package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A slot that has begun by the time that PostgreSQL is asked")
class BegunMeanwhileSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  /** Ordinal 0, the last of its day 7, and a start in the year 2248. */
  private static final String FAR_AHEAD =
      "\"\\x00\\x00\\x00\\x07\\x00\\x00\\x08\\x00\\x00\\x00\\x00\\x00\"";

  private static final LocalDate TODAY = LocalDate.now(ZoneId.of("Asia/Jakarta"));
  private static final String BEGUN = TODAY.minusDays(2) + "T08:00";
  private static final String AHEAD = TODAY.plusDays(2) + "T08:00";

  private static String release;

  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();

  /** Its first slot is begun, and Redis takes it for one that is still to come. */
  @BeforeAll
  static void aReleaseOfFiveDays() {
    var days =
        new JsonObject()
            .put("service", "stay-permit-extension")
            .put("from", TODAY.minusDays(2).toString())
            .put("to", TODAY.plusDays(2).toString());
    release = office.release(days);
    var slots = RedisShell.one(office.redis().uri(), "KEYS", "*r:" + release + ":slots");
    RedisShell.run(office.redis().uri(), "HSET", slots, BEGUN, FAR_AHEAD);
  }

  private static JsonObject wish(String slot) {
    return new JsonObject().put("slots", new JsonArray(List.of(slot)));
  }

  private Answer claim(UUID id, String slot) {
    return office.claim(0, ani, release, id, wish(slot));
  }

  @Test
  void is_nobodys_and_leaves_the_person_free() {
    for (int i = 0; i < 2; i++) {
      var refused = claim(claim, BEGUN);
      then(refused.status()).isEqualTo(409);
      then(refused.problem()).isEqualTo("slot-begun");
    }
    var path = "/api/v1/releases/" + release + "/claims/" + claim;
    var told = office.call(0, "GET", path, ani, null).body();
    then(told.getString("state")).isEqualTo("REJECTED");
    then(told.getString("reason")).isEqualTo("slot-begun");
    then(claim(UUID.randomUUID(), AHEAD).status()).isEqualTo(201);
    then(office.management(0, "/metrics"))
        .doesNotContain("antrean_ledger_rejected_total{reason=\"slot_begun\"} 0.0");
  }

  @Test
  void is_none_that_a_booking_moves_to() {
    then(claim(claim, AHEAD).status()).isEqualTo(201);
    var path = "/api/v1/bookings/" + claim;
    var headers = Map.of("Prefer", "wait=30");
    var refused = office.call(0, "POST", path + "/reschedule", ani, wish(BEGUN), headers);
    then(refused.problem()).isEqualTo("slot-begun");
    var now = office.call(0, "GET", path, ani, null).body();
    then(now.getString("slot")).isEqualTo(AHEAD);
    then(now.getInteger("changes")).isZero();
  }
}
