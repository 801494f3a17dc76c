package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Booking.Member;
import java.time.Instant;
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
        List.of(new Member(UUID.randomUUID(), 3, 2)),
        CLAIMED,
        decidedAt);
  }

  @Test
  void is_the_seat_but_no_number_while_it_is_held() {
    var held = BookingView.json(booking("HELD", null));
    then(held.getJsonArray("seats")).containsExactly(3);
    then(held.getJsonArray("numbers")).isEmpty();
    then(held.getString("claimedAt")).isEqualTo("2029-12-28T07:00:00.001Z");
    then(held.containsKey("confirmedAt")).isTrue();
    then(held.getValue("confirmedAt")).isNull();
  }

  @Test
  void is_no_number_when_it_was_refused() {
    var rejected = BookingView.json(booking("REJECTED", CLAIMED));
    then(rejected.getJsonArray("numbers")).isEmpty();
    then(rejected.getValue("confirmedAt")).isNull();
  }

  @Test
  void is_the_number_from_confirmed_on_whatever_comes_after() {
    for (var state : List.of("CONFIRMED", "CANCELLED", "CHECKED_IN", "COMPLETED")) {
      var json = BookingView.json(booking(state, CLAIMED));
      then(json.getJsonArray("numbers")).containsExactly("A0800-3b");
      then(json.getString("confirmedAt")).isEqualTo("2029-12-28T07:00:00.001Z");
    }
  }
}
