package io.antrean.floor;

/** How somebody came to be in line. Each has a share of the calls: {@link LaneRule}. */
enum Lane {
  /** The elderly and the disabled, with a booking or without. */
  PRIORITY,
  /** Who has a booking. */
  ONLINE,
  WALK_IN
}
