package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

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

@DisplayName("A cancel after the cut-off")
class LateCancelSpec {

  private static final int DAYS = 3;

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_BOOKING_CANCEL_FREE_UNTIL_MS", Long.toString(DAYS * 86_400_000L + 1_000)));

  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();

  /** Books and cancels a slot that is so many days ahead. */
  private Answer cancelled(int days) {
    var date = LocalDate.now(ZoneId.of("Asia/Jakarta")).plusDays(days);
    var terms =
        new JsonObject().put("from", date.toString()).put("to", date.toString()).put("capacity", 1);
    var release = office.release(terms);
    var wish = new JsonObject().put("slots", new JsonArray().add(date + "T08:00"));
    then(office.claim(0, ani, release, claim, wish).status()).isEqualTo(201);
    return office.call(0, "DELETE", "/api/v1/bookings/" + claim, ani, null);
  }

  private Object counted() {
    return office.sql(
        "SELECT count(*) FROM booking b WHERE cancelled_late AND person ="
            + (" (SELECT person FROM booking WHERE id = '" + claim + "')"));
  }

  @Test
  void is_taken_said_and_counted() {
    var late = cancelled(DAYS - 1);
    then(late.status()).isEqualTo(200);
    then(late.body().getString("state")).isEqualTo("CANCELLED");
    then(late.body().getBoolean("cancelledLate")).isTrue();
    var now = office.call(0, "GET", "/api/v1/bookings/" + claim, ani, null);
    then(now.body().getBoolean("cancelledLate")).isTrue();
    then(counted()).isEqualTo(1L);
  }

  @Test
  void is_not_one_before_it_which_is_free() {
    var early = cancelled(DAYS + 2);
    then(early.status()).isEqualTo(200);
    then(early.body().containsKey("cancelledLate")).isFalse();
    then(counted()).isEqualTo(0L);
  }
}
