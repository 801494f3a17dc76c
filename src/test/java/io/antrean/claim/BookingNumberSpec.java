package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.time.LocalDateTime;
import java.util.HashSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A booking's number")
class BookingNumberSpec {

  private static final LocalDateTime SLOT = LocalDateTime.parse("2030-01-07T08:15");

  @ParameterizedTest
  @CsvSource({
    "1, A0815-2", "2, A0815-2b", "3, A0815-2c", "26, A0815-2z", "27, A0815-2aa",
    "28, A0815-2ab", "52, A0815-2az", "53, A0815-2ba", "702, A0815-2zz", "703, A0815-2aaa"
  })
  void shows_how_often_its_seat_was_given(int given, String number) {
    then(BookingNumber.text("A", SLOT, 2, given)).isEqualTo(number);
  }

  @Test
  void is_never_said_twice_of_ten_thousand() {
    var said = new HashSet<String>();
    for (int given = 1; given <= 10_000; given++) {
      then(said.add(BookingNumber.text("B", SLOT, 12, given))).isTrue();
    }
  }

  @Test
  void has_two_digits_for_hour_and_minute() {
    then(BookingNumber.text("C", LocalDateTime.parse("2030-01-07T00:05"), 10, 1))
        .isEqualTo("C0005-10");
    then(BookingNumber.text("C", LocalDateTime.parse("2030-01-07T23:00"), 1, 1))
        .isEqualTo("C2300-1");
  }

  @Test
  void is_not_there_before_the_seat_was_given() {
    thenThrownBy(() -> BookingNumber.text("A", SLOT, 2, 0))
        .isInstanceOf(IllegalStateException.class);
  }
}
