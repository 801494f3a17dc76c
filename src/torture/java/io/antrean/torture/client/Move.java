package io.antrean.torture.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A change of a booking as it is asked for: to one of these slots, or next. */
public record Move(Release target, List<String> slots, boolean orNext, long sentMs) {

  String body() {
    var asked =
        new JsonObject().put("release", target.id().toString()).put("slots", new JsonArray(slots));
    if (orNext) asked.put("orNext", true);
    return asked.encode();
  }

  /** Whether it may be given this slot. */
  boolean wants(String slot) {
    return slots.contains(slot)
        || orNext && slot.compareTo(slots.get(0)) > 0 && target.slots().contains(slot);
  }
}
