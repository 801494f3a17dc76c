package io.antrean.ledger;

import io.antrean.ledger.BookingRows.Booked;
import io.antrean.ledger.WaitlistRows.OpenOffer;
import java.util.List;

/**
 * All that PostgreSQL has of a release that Redis must know: its bookings, the offers of its
 * waiting list that are open, and whether somebody waits.
 */
record ReleaseRows(List<Booked> bookings, List<OpenOffer> offers, boolean somebodyWaits) {

  /** Of a release that nobody has asked for yet. */
  static final ReleaseRows NONE = new ReleaseRows(List.of(), List.of(), false);
}
