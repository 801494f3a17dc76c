package io.antrean.floor;

import io.antrean.http.JsonInput;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The body of an act: what is done to which version of a visit. {@code counter} is where somebody
 * is called out of order, or transferred to; {@code stage} where they are transferred to; {@code
 * reason} why. {@code state} and {@code at} are what came of it on paper, and when.
 */
record StepWish(
    Act act,
    int version,
    String counter,
    Stage stage,
    VisitState state,
    Instant at,
    String reason,
    String note) {

  static final int NOTE_MAX = 2_000;

  /** Why an application is put off. */
  static final List<String> POSTPONED_REASONS =
      List.of(
          "SUSPECTED_NON_PROCEDURAL_MIGRANT_WORKER",
          "INCOMPLETE_DOCUMENTS",
          "DOUBTFUL_DOCUMENTS",
          "DATA_DIFFERS",
          "NO_SUPPLIES",
          "SYSTEM_DOWN",
          "OTHER");

  private static final int COUNTER_MAX = 40;
  private static final List<String> STAGES = List.of("PHOTO", "INTERVIEW");
  private static final List<String> ON_PAPER =
      List.of("WAITING", "READY_FOR_PICKUP", "COMPLETED", "POSTPONED", "LEFT");
  private static final Set<Act> WITH_A_REASON =
      Set.of(Act.CALL_OUT_OF_ORDER, Act.LEAVE, Act.POSTPONE);

  /** Throws {@code 400} with all that is wrong; a field that the act has no use for is wrong. */
  static StepWish read(RoutingContext ctx) {
    var input = JsonInput.of(ctx);
    var name = input.oneOf("act", Act.names());
    var act = name == null ? null : Act.valueOf(name);
    var version = input.integer("version", 0, Integer.MAX_VALUE);
    String counter = null;
    String stage = null;
    String state = null;
    Instant at = null;
    if (act == Act.CALL_OUT_OF_ORDER) counter = input.text("counter", 1, COUNTER_MAX);
    if (act == Act.TRANSFER) counter = input.optionalText("counter", 1, COUNTER_MAX);
    if (act == Act.TRANSFER || act == Act.PAPER) stage = input.oneOf("stage", STAGES, null);
    if (act == Act.TRANSFER && !input.has("counter") && !input.has("stage")) {
      input.errors().add("", "counter-or-stage");
    }
    if (act == Act.PAPER) {
      state = input.oneOf("state", ON_PAPER);
      at = input.instant("at");
    }
    var reason = reason(input, act, state);
    var note = input.optionalText("note", 1, NOTE_MAX);
    if (act != null) input.end();
    else input.errors().throwIfAny();
    return new StepWish(
        act,
        version,
        counter,
        stage == null ? null : Stage.valueOf(stage),
        state == null ? null : VisitState.valueOf(state),
        at,
        reason,
        note);
  }

  private static String reason(JsonInput input, Act act, String state) {
    if (act == Act.POSTPONE || "POSTPONED".equals(state)) {
      return input.oneOf("reason", POSTPONED_REASONS);
    }
    if (act == null) return null;
    return WITH_A_REASON.contains(act)
        ? input.text("reason", 1, CheckInWish.REASON_MAX)
        : input.optionalText("reason", 1, CheckInWish.REASON_MAX);
  }
}
