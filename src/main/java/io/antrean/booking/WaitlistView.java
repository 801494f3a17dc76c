package io.antrean.booking;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** An entry of a waiting list as the contract writes it in JSON. */
final class WaitlistView {

  private WaitlistView() {}

  static JsonObject json(WaitlistEntry entry) {
    var links = new JsonObject().put("self", self(entry));
    if (entry.state().equals(WaitlistEntry.OFFERED)) {
      links.put("accept", self(entry) + "/accept");
    }
    return new JsonObject()
        .put("id", entry.id().toString())
        .put("release", entry.release().toString())
        .put("state", entry.state())
        .put("slots", texts(entry.slots()))
        .put("party", texts(entry.party()))
        .put("joinedAt", Instants.text(entry.joinedAt()))
        .put("endedAt", text(entry.endedAt()))
        .put("ahead", entry.ahead())
        .put("blockedUntil", text(entry.blockedUntil()))
        .put("offer", entry.offer() == null ? null : json(entry.offer()))
        .put("links", links);
  }

  private static JsonObject json(WaitlistEntry.Offer offer) {
    return new JsonObject()
        .put("slot", offer.slot().toString())
        .put("seats", new JsonArray(offer.seats()))
        .put("offeredAt", Instants.text(offer.offeredAt()))
        .put("expiresAt", Instants.text(offer.expiresAt()));
  }

  static String self(WaitlistEntry entry) {
    return "/api/v1/releases/" + entry.release() + "/waitlist/" + entry.id();
  }

  private static JsonArray texts(List<?> values) {
    return new JsonArray(values.stream().map(Object::toString).toList());
  }

  private static String text(Instant at) {
    return at == null ? null : Instants.text(at);
  }
}
