package io.antrean.permit;

import java.time.LocalDateTime;

/** How a member of a booking is called; which is a claim's to say. */
public interface Numbering {

  /** Of a seat of this slot, given so often. */
  String text(String letter, LocalDateTime slot, int seat, int given);
}
