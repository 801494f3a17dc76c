package io.antrean.floor;

/** Where a visit is; which act leads from one to another is in {@link Act}. */
enum VisitState {
  WAITING,
  CALLED,
  SERVING,
  /** Put aside for a while; from the interview on, until it is paid. */
  PARKED,
  /** In line for another stage or counter. */
  TRANSFERRED,
  READY_FOR_PICKUP,
  COMPLETED,
  POSTPONED,
  LEFT;

  boolean isOver() {
    return this == COMPLETED || this == POSTPONED || this == LEFT;
  }
}
