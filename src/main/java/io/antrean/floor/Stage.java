package io.antrean.floor;

/** What is done with an application, in this order. */
enum Stage {
  PHOTO,
  INTERVIEW,
  /** At a bank: nobody stands in line for it. */
  PAYMENT,
  PICKUP;

  /** Whether an officer does it, at a counter. */
  boolean isAtCounter() {
    return this == PHOTO || this == INTERVIEW;
  }
}
