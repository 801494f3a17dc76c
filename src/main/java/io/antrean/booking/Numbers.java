package io.antrean.booking;

import io.antrean.claim.BookingNumber;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.regex.Pattern;

/** The numbers of bookings for those who call by them: as they are said, and read again. */
public final class Numbers {

  private static final Pattern NUMBER =
      Pattern.compile("([A-Z])([01][0-9]|2[0-3])([0-5][0-9])-([1-9][0-9]{0,3})([a-z]{0,3})");
  private static final int LETTERS = 26;

  /** What a number says: whose seat of which slot, and the how manyeth of its holders. */
  public record Said(String letter, LocalDateTime slot, int seat, int given) {}

  private Numbers() {}

  /** {@code A0815-2}, or with a letter from the second holder of the seat on. */
  public static String text(String letter, LocalDateTime slot, int seat, int given) {
    return BookingNumber.text(letter, slot, seat, given);
  }

  /** The number as it is called on this day; null when it is none. */
  public static Said read(String text, LocalDate day) {
    var found = NUMBER.matcher(text);
    if (!found.matches()) return null;
    var suffix = found.group(5);
    var given = suffix.isEmpty() ? 1 : given(suffix);
    var hour = Integer.parseInt(found.group(2));
    var slot = day.atTime(hour, Integer.parseInt(found.group(3)));
    // No two texts are the same number: nobody is the first holder by a letter.
    var said = new Said(found.group(1), slot, Integer.parseInt(found.group(4)), given);
    return text(said.letter, slot, said.seat, given).equals(text) ? said : null;
  }

  private static int given(String suffix) {
    int given = 0;
    for (var letter : suffix.toCharArray()) given = given * LETTERS + letter - 'a' + 1;
    return given;
  }
}
