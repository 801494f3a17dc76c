package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Where late cancels count as no-shows")
class LateCancelPolicySpec {

  private static final int FREE_DAYS = 3;

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_BOOKING_CANCEL_FREE_UNTIL_MS",
              Long.toString(FREE_DAYS * 86_400_000L + 1_000),
              "ANTREAN_NO_SHOW_BLOCK_DAYS",
              "30",
              "ANTREAN_NO_SHOW_LATE_CANCELS_COUNT",
              "true",
              "ANTREAN_NO_SHOW_FORGIVEN",
              "0",
              "ANTREAN_NO_SHOW_JUDGE_EVERY_MS",
              "100"));

  private final OverDay over = new OverDay(office);
  private final String ani = office.citizens(1).get(0);

  private UUID cancelled(int days) {
    var date = LocalDate.now(ZoneId.of("Asia/Jakarta")).plusDays(days);
    var terms =
        new JsonObject().put("from", date.toString()).put("to", date.toString()).put("capacity", 1);
    var release = office.release(terms);
    var wish = new JsonObject().put("slots", new JsonArray().add(date + "T08:00"));
    var claim = UUID.randomUUID();
    then(office.claim(0, ani, release, claim, wish).status()).isEqualTo(201);
    then(office.call(0, "DELETE", "/api/v1/bookings/" + claim, ani, null).status()).isEqualTo(200);
    return claim;
  }

  private Answer claimed() {
    var answer = over.claims(ani);
    if (answer.status() == 201) {
      var path = "/api/v1/bookings/" + answer.body().getString("id");
      office.call(0, "DELETE", path, ani, null);
    }
    return answer;
  }

  @Test
  void one_blocks_until_it_is_excused_and_one_in_time_does_not() throws InterruptedException {
    cancelled(FREE_DAYS + 2);
    Thread.sleep(1_500);
    then(claimed().status()).as("in time").isEqualTo(201);
    var late = cancelled(FREE_DAYS - 1);
    var refused =
        Eventually.find(
            OverDay.SOON, this::claimed, answer -> answer.problem().equals("person-blocked"));
    then(refused.problem()).isEqualTo("person-blocked");
    then(over.person(ani).getJsonArray("noShows")).hasSize(1);
    var reason = new JsonObject().put("reason", "Sakit");
    var path = "/api/v1/bookings/" + late + "/excuse";
    then(office.call(0, "POST", path, office.token("supervisor"), reason).status()).isEqualTo(200);
    var allowed = Eventually.find(OverDay.SOON, this::claimed, answer -> answer.status() == 201);
    then(allowed.status()).isEqualTo(201);
  }
}
