package io.antrean.torture.client;

import java.util.List;

/**
 * One request about a claim and what was said: {@code word} is the booking's state, the problem's
 * name, or {@code unknown} when there was no answer.
 */
public record Told(
    Verb verb,
    int node,
    long sentMs,
    long gotMs,
    int status,
    String word,
    String slot,
    List<Integer> seats,
    List<String> numbers,
    String decided,
    String claimed) {

  /** What was asked. */
  public enum Verb {
    PUT,
    GET_CLAIM,
    GET_BOOKING,
    DELETE,
    MOVE,
    JOIN,
    LOOK,
    LEAVE
  }

  /** Whether it is about an entry of a waiting list, and not about a claim. */
  boolean isOfEntry() {
    return verb == Verb.JOIN || verb == Verb.LOOK || verb == Verb.LEAVE;
  }

  /** A request without an answer: nobody knows. */
  static Told unknown(Verb verb, int node, long sentMs, long gotMs) {
    return new Told(verb, node, sentMs, gotMs, 0, "unknown", null, null, null, null, null);
  }

  /** The promise that must never be broken. */
  public boolean isConfirmed() {
    return "CONFIRMED".equals(word);
  }

  /** Whether nobody can say from this what became of the claim. */
  public boolean isOpen() {
    return status == 0 || status >= 500 || status == 429 || "HELD".equals(word);
  }

  /** A refusal, which takes the claim for never granted. */
  public boolean isRefusal() {
    return status >= 400 && status < 500 && status != 429;
  }
}
