package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of acts, written a second time: what is not listed here must be refused. */
@DisplayName("What may be done with a visit")
class ActSpec {

  private static final List<String> ALLOWED =
      List.of(
          "PHOTO WAITING: CALL_OUT_OF_ORDER LEAVE PAPER",
          "PHOTO CALLED: RECALL START PARK TRANSFER NO_SHOW LEAVE PAPER",
          "PHOTO SERVING: PARK TRANSFER FINISH_STAGE POSTPONE LEAVE PAPER",
          "PHOTO PARKED: CALL_OUT_OF_ORDER UNPARK POSTPONE LEAVE PAPER",
          "PHOTO TRANSFERRED: CALL_OUT_OF_ORDER LEAVE PAPER",
          "INTERVIEW WAITING: CALL_OUT_OF_ORDER LEAVE PAPER",
          "INTERVIEW CALLED: RECALL START PARK TRANSFER NO_SHOW LEAVE PAPER",
          "INTERVIEW SERVING: PARK TRANSFER FINISH_STAGE POSTPONE LEAVE PAPER",
          "INTERVIEW PARKED: CALL_OUT_OF_ORDER UNPARK POSTPONE LEAVE PAPER",
          "INTERVIEW TRANSFERRED: CALL_OUT_OF_ORDER LEAVE PAPER",
          "PAYMENT PARKED: PAY POSTPONE LEAVE PAPER",
          "PICKUP READY_FOR_PICKUP: PICK_UP PAPER");

  /** Which a visit can not be in; the others that are over allow nothing. */
  private static final List<String> NEVER =
      List.of("PAYMENT WAITING", "PAYMENT CALLED", "PAYMENT SERVING", "PAYMENT TRANSFERRED");

  @Test
  void is_what_the_table_says_at_each_stage_in_each_state() {
    var found = new ArrayList<String>();
    for (var stage : Stage.values()) {
      for (var state : VisitState.values()) {
        var acts = new ArrayList<String>();
        for (var act : Act.values()) if (act.isAllowed(state, stage)) acts.add(act.name());
        var line = stage + " " + state + ": " + String.join(" ", acts);
        var isNever = NEVER.contains(stage + " " + state) || isOutOfPlace(stage, state);
        if (!acts.isEmpty() && !isNever) found.add(line);
      }
    }
    then(found).isEqualTo(ALLOWED);
  }

  private static boolean isOutOfPlace(Stage stage, VisitState state) {
    return (stage == Stage.PICKUP) != (state == VisitState.READY_FOR_PICKUP);
  }

  @Test
  void leads_through_the_stages_in_their_order() {
    then(Act.FINISH_STAGE.after(Stage.PHOTO)).isEqualTo(VisitState.WAITING);
    then(Act.FINISH_STAGE.stageAfter(Stage.PHOTO)).isEqualTo(Stage.INTERVIEW);
    then(Act.FINISH_STAGE.after(Stage.INTERVIEW)).isEqualTo(VisitState.PARKED);
    then(Act.FINISH_STAGE.stageAfter(Stage.INTERVIEW)).isEqualTo(Stage.PAYMENT);
    then(Act.PAY.stageAfter(Stage.PAYMENT)).isEqualTo(Stage.PICKUP);
    then(Act.PAY.after(Stage.PAYMENT)).isEqualTo(VisitState.READY_FOR_PICKUP);
  }

  @Test
  void ends_its_booking_as_it_ends() {
    for (var act : Act.values()) {
      var ends = act.after(Stage.PHOTO) != null && act.after(Stage.PHOTO).isOver();
      then(act.booking() != null).as(act.name()).isEqualTo(ends);
    }
  }
}
