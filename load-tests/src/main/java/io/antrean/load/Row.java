package io.antrean.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A booking as PostgreSQL has it: seats, numbers and persons in the order of its party. The number
 * is made here anew from the service's letter, the slot, the seat and how often it was given.
 */
record Row(
    UUID claim,
    String state,
    String slot,
    List<Integer> seats,
    List<String> numbers,
    List<UUID> persons) {

  private static final Set<String> GONE = Set.of("CANCELLED", "REJECTED");
  private static final int LETTERS = 26;

  static Row begin(UUID claim, String state, String slot) {
    return new Row(claim, state, slot, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  void member(String letter, int seat, int given, UUID person) {
    seats.add(seat);
    numbers.add(letter + slot.substring(11).replace(":", "") + "-" + seat + suffix(given));
    persons.add(person);
  }

  /** It was confirmed, and has not been given back. */
  boolean confirmed() {
    return !GONE.contains(state);
  }

  boolean cancelled() {
    return state.equals("CANCELLED");
  }

  /** It is what this answer promised; given back since only where that was asked for. */
  boolean keeps(Answer promise, boolean cancelAsked) {
    return (confirmed() || cancelled() && cancelAsked)
        && slot.equals(promise.slot())
        && seats.equals(promise.seats())
        && numbers.equals(promise.numbers());
  }

  @Override
  public String toString() {
    return state + " " + slot + " seats " + seats + " numbers " + numbers;
  }

  /** Nothing for the first who had the seat, then b to z, aa to zz. */
  private static String suffix(int given) {
    var letters = new StringBuilder();
    for (int rest = given; given > 1 && rest > 0; rest = (rest - 1) / LETTERS) {
      letters.insert(0, (char) ('a' + (rest - 1) % LETTERS));
    }
    return letters.toString();
  }
}
