package io.antrean.notice;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What a webhook is sent, as CloudEvents 1.0 has it, in structured JSON. It names no person. */
final class CloudEvent {

  static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

  private static final String TYPE = "io.antrean.booking.";

  private CloudEvent() {}

  static String of(Notice notice) {
    var data =
        new JsonObject()
            .put("booking", notice.booking().toString())
            .put("state", notice.kind().state())
            .put("office", notice.office())
            .put("service", notice.service())
            .put("slot", notice.slot().toString())
            .put("zone", notice.zone().getId())
            .put("numbers", new JsonArray(notice.numbers()))
            .put("changes", notice.version());
    if (notice.expiresAt() != null) data.put("expiresAt", Instants.text(notice.expiresAt()));
    return envelope(notice.id(), notice.office(), TYPE + notice.kind().text())
        .put("subject", notice.booking().toString())
        .put("time", Instants.text(notice.happenedAt()))
        .put("data", data)
        .encode();
  }

  /** One that says nothing but that it arrives. */
  static String ping(String id, String office, Instant now) {
    return envelope(id, office, "io.antrean.ping")
        .put("time", Instants.text(now))
        .put("data", new JsonObject().put("office", office))
        .encode();
  }

  private static JsonObject envelope(String id, String office, String type) {
    return new JsonObject()
        .put("specversion", "1.0")
        .put("id", id)
        .put("source", "/api/v1/offices/" + office)
        .put("type", type)
        .put("datacontenttype", "application/json");
  }
}
