package io.antrean.catalogue;

/**
 * What one comes for, as it is set up at one office. {@code no} is its short name in PostgreSQL;
 * {@code letter} starts its queue numbers; its partition never changes.
 */
public record Service(
    int no,
    String office,
    String id,
    String name,
    String letter,
    Category category,
    int partition) {

  /** What the service gives. */
  public enum Category {
    PASSPORT,
    STAY_PERMIT
  }
}
