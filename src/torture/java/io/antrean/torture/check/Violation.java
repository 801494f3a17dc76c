package io.antrean.torture.check;

/** A promise that was broken, and what shows it. */
public record Violation(String invariant, String evidence) {

  @Override
  public String toString() {
    return invariant + ": " + evidence;
  }
}
