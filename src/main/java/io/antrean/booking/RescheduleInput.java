package io.antrean.booking;

import io.antrean.claim.Claim;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The body of a change; {@code release} is null where it is the one that the booking is in. */
record RescheduleInput(UUID release, List<String> slots, boolean orNext) {

  private static final Pattern LOCAL_MINUTE =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}");

  /** Throws {@code 400 invalid-request} with all that is wrong, {@code 415} without JSON. */
  static RescheduleInput read(RoutingContext ctx) {
    var input = JsonInput.of(ctx);
    var release = input.has("release") ? input.uuid("release") : null;
    var slots = input.texts("slots", 1, Claim.SLOTS_MAX);
    var orNext = input.flag("orNext", false);
    check(slots, input.errors());
    input.end();
    return new RescheduleInput(release, slots, orNext);
  }

  private static void check(List<String> slots, FieldErrors errors) {
    for (int i = 0; i < slots.size(); i++) {
      if (!LOCAL_MINUTE.matcher(slots.get(i)).matches()) errors.add("/slots/" + i, "slot");
    }
    if (new HashSet<>(slots).size() < slots.size()) errors.add("/slots", "twice");
  }
}
