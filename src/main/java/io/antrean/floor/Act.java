package io.antrean.floor;

import static io.antrean.floor.VisitState.CALLED;
import static io.antrean.floor.VisitState.COMPLETED;
import static io.antrean.floor.VisitState.LEFT;
import static io.antrean.floor.VisitState.PARKED;
import static io.antrean.floor.VisitState.POSTPONED;
import static io.antrean.floor.VisitState.READY_FOR_PICKUP;
import static io.antrean.floor.VisitState.SERVING;
import static io.antrean.floor.VisitState.TRANSFERRED;
import static io.antrean.floor.VisitState.WAITING;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What is done with a visit: the one table that says in which states and at which stages, what the
 * visit is afterwards, and what becomes of its booking. Whatever is not here is refused.
 */
enum Act {
  CALL_OUT_OF_ORDER(Set.of(WAITING, PARKED, TRANSFERRED), Where.AT_COUNTER, CALLED, null),
  RECALL(Set.of(CALLED), Where.AT_COUNTER, CALLED, null),
  START(Set.of(CALLED), Where.AT_COUNTER, SERVING, null),
  PARK(Set.of(CALLED, SERVING), Where.AT_COUNTER, PARKED, null),
  UNPARK(Set.of(PARKED), Where.AT_COUNTER, WAITING, null),
  TRANSFER(Set.of(CALLED, SERVING), Where.AT_COUNTER, TRANSFERRED, null),
  /** After the photo back in line, after the interview aside until it is paid. */
  FINISH_STAGE(Set.of(SERVING), Where.AT_COUNTER, null, null),
  PAY(Set.of(PARKED), Where.AT_BANK, READY_FOR_PICKUP, null),
  PICK_UP(Set.of(READY_FOR_PICKUP), Where.ANYWHERE, COMPLETED, "COMPLETED"),
  POSTPONE(Set.of(SERVING, PARKED), Where.ANYWHERE, POSTPONED, "POSTPONED"),
  NO_SHOW(Set.of(CALLED), Where.AT_COUNTER, LEFT, "NO_SHOW"),
  /** Nothing counts against who goes: their booking is put off. */
  LEAVE(Set.of(WAITING, CALLED, SERVING, PARKED, TRANSFERRED), Where.ANYWHERE, LEFT, "POSTPONED"),
  /** What was done on paper while the network was down; it says itself what came of it. */
  PAPER(
      Set.of(WAITING, CALLED, SERVING, PARKED, TRANSFERRED, READY_FOR_PICKUP),
      Where.ANYWHERE,
      null,
      null);

  private enum Where {
    AT_COUNTER,
    AT_BANK,
    ANYWHERE
  }

  private final Set<VisitState> from;
  private final Where where;
  private final VisitState to;
  private final String booking;

  Act(Set<VisitState> from, Where where, VisitState to, String booking) {
    this.from = from;
    this.where = where;
    this.to = to;
    this.booking = booking;
  }

  boolean isAllowed(VisitState state, Stage stage) {
    var here =
        switch (where) {
          case AT_COUNTER -> stage.isAtCounter();
          case AT_BANK -> stage == Stage.PAYMENT;
          case ANYWHERE -> true;
        };
    return here && from.contains(state);
  }

  /** What the visit is afterwards; at FINISH_STAGE it depends on the stage. */
  VisitState after(Stage stage) {
    if (this == FINISH_STAGE) return stage == Stage.PHOTO ? WAITING : PARKED;
    return to;
  }

  Stage stageAfter(Stage stage) {
    if (this == FINISH_STAGE) return stage == Stage.PHOTO ? Stage.INTERVIEW : Stage.PAYMENT;
    return this == PAY ? Stage.PICKUP : stage;
  }

  /** What the booking becomes with it, or null where it stays CHECKED_IN. */
  String booking() {
    return booking;
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Act::name).toList();
  }
}
