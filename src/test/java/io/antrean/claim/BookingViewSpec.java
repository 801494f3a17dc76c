package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Booking.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a booking says")
class BookingViewSpec {

  private static final Instant CLAIMED = Instant.parse("2029-12-28T07:00:00.001999Z");

  private static Booking booking(String state, Instant decidedAt) {
    return new Booking(
        UUID.randomUUID(),
        UUID.randomUUID(),
        state,
        "sampit",
        "passport-new",
        "A",
        UUID.randomUUID(),
        LocalDateTime.parse("2030-01-07T08:00"),
        List.of(new Member(UUID.randomUUID(), 3, 2), new Member(UUID.randomUUID(), 12, 1)),
        CLAIMED,
        decidedAt,
        1,
        state.equals("CANCELLED"));
  }

  private static JsonObject json(Booking booking) {
    return BookingView.json(booking).toJsonObject();
  }

  @Test
  void is_all_that_the_contract_names() {
    var one = booking("CONFIRMED", CLAIMED);
    var self = "/api/v1/bookings/" + one.id();
    then(BookingView.json(one).toString())
        .isEqualTo(
            new JsonObject()
                .put("id", one.id().toString())
                .put("state", "CONFIRMED")
                .put("office", "sampit")
                .put("service", "passport-new")
                .put("release", one.release().toString())
                .put("slot", "2030-01-07T08:00")
                .put("seats", List.of(3, 12))
                .put("numbers", List.of("A0800-3b", "A0800-12"))
                .put("party", one.members().stream().map(m -> m.person().toString()).toList())
                .put("claimedAt", "2029-12-28T07:00:00.001Z")
                .put("confirmedAt", "2029-12-28T07:00:00.001Z")
                .put("changes", 1)
                .put("changesLeft", 1)
                .put(
                    "links",
                    new JsonObject()
                        .put("self", self)
                        .put("ticket", self + "/ticket")
                        .put("cancel", self)
                        .put("reschedule", self + "/reschedule"))
                .encode());
    var claim = "/api/v1/releases/" + one.release() + "/claims/" + one.id();
    var held = BookingView.held(booking("HELD", null), claim, List.of()).toJsonObject();
    then(held.getJsonObject("links")).isEqualTo(new JsonObject().put("self", claim));
  }

  @Test
  void is_whose_stay_permit_ends_before_the_slot_and_else_the_same_to_the_byte() {
    var one = booking("CONFIRMED", CLAIMED);
    then(BookingView.json(one, List.of())).isEqualTo(BookingView.json(one));
    var first = one.members().get(0).person();
    var second = one.members().get(1).person();
    var warnings =
        List.of(
            new PermitWarning(first, LocalDate.parse("2030-01-05"), true, null),
            new PermitWarning(
                second, LocalDate.parse("2029-12-01"), false, LocalDate.parse("2029-12-01")));
    var told = BookingView.json(one, warnings).toJsonObject();
    then(told.remove("warnings"))
        .isEqualTo(
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("person", first.toString())
                        .put("permitExpires", "2030-01-05")
                        .put("slot", "2030-01-07T08:00")
                        .put("choice", "urgent"))
                .add(
                    new JsonObject()
                        .put("person", second.toString())
                        .put("permitExpires", "2029-12-01")
                        .put("slot", "2030-01-07T08:00")
                        .putNull("choice")
                        .put("comeBy", "2029-12-01")));
    then(told).isEqualTo(json(one));
  }

  @Test
  void is_the_seat_but_no_number_while_it_is_held() {
    var held = json(booking("HELD", null));
    then(held.getJsonArray("seats")).containsExactly(3, 12);
    then(held.getJsonArray("numbers")).isEmpty();
    then(held.getString("claimedAt")).isEqualTo("2029-12-28T07:00:00.001Z");
    then(held.containsKey("confirmedAt")).isTrue();
    then(held.getValue("confirmedAt")).isNull();
  }

  @Test
  void is_that_its_cancel_came_late_when_it_did() {
    then(json(booking("CANCELLED", CLAIMED)).getBoolean("cancelledLate")).isTrue();
    then(json(booking("CONFIRMED", CLAIMED)).containsKey("cancelledLate")).isFalse();
  }

  @Test
  void is_no_number_when_it_was_refused() {
    var rejected = json(booking("REJECTED", CLAIMED));
    then(rejected.getJsonArray("numbers")).isEmpty();
    then(rejected.getValue("confirmedAt")).isNull();
  }

  @Test
  void is_the_number_from_confirmed_on_whatever_comes_after() {
    for (var state : List.of("CONFIRMED", "CANCELLED", "CHECKED_IN", "COMPLETED")) {
      var json = json(booking(state, CLAIMED));
      then(json.getJsonArray("numbers")).containsExactly("A0800-3b", "A0800-12");
      then(json.getString("confirmedAt")).isEqualTo("2029-12-28T07:00:00.001Z");
    }
  }
}
