package io.antrean.claim;

import java.time.LocalDateTime;

/**
 * The number that is shown and called: the service's letter, the slot's time, the seat, and from
 * the seat's second holder on a letter of theirs. {@code A0815-2}, then {@code A0815-2b}.
 */
public final class BookingNumber {

  private static final int LETTERS = 26;

  private BookingNumber() {}

  /** {@code given} counts how often the seat was given, from 1. */
  public static String text(String letter, LocalDateTime slot, int seat, int given) {
    // By hand, as every confirmed claim has one.
    var time = Integer.toString(10_000 + slot.getHour() * 100 + slot.getMinute()).substring(1);
    return letter + time + '-' + seat + suffix(given);
  }

  /** Nothing for the first holder, then b to z, aa to zz, and so on. */
  private static String suffix(int given) {
    if (given < 1) throw new IllegalStateException("A seat is given from 1 on, not " + given);
    var letters = new StringBuilder();
    if (given == 1) return "";
    for (int rest = given; rest > 0; rest = (rest - 1) / LETTERS) {
      letters.append((char) ('a' + (rest - 1) % LETTERS));
    }
    return letters.reverse().toString();
  }
}
