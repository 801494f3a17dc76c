package io.antrean.catalogue;

import io.antrean.catalogue.Release.Terms;
import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** A release without its slots, retired or not: what lists and single answers show of it. */
record ReleaseSummary(
    UUID id,
    String office,
    String service,
    Terms terms,
    int slots,
    Instant lastSlotAt,
    Instant closedAt,
    boolean retired) {

  static ReleaseSummary of(Release release) {
    return new ReleaseSummary(
        release.id(),
        release.office().id(),
        release.service().id(),
        release.terms(),
        release.slots().size(),
        release.lastSlotAt(),
        release.closedAt(),
        false);
  }

  ReleaseState state(long redisNowMs) {
    return ReleaseState.of(terms.opensAt(), lastSlotAt, closedAt, retired, redisNowMs);
  }

  /** As the contract shows a release. */
  JsonObject json(long redisNowMs) {
    return new JsonObject()
        .put("id", id.toString())
        .put("office", office)
        .put("service", service)
        .put("from", terms.from().toString())
        .put("to", terms.to().toString())
        .put("dayStarts", terms.dayStarts().toString())
        .put("dayEnds", terms.dayEnds().toString())
        .put("slotMinutes", terms.slotMinutes())
        .put("capacity", terms.capacity())
        .put("opensAt", Instants.text(terms.opensAt()))
        .put("admission", terms.admission())
        .put("state", state(redisNowMs).name())
        .put("capacityTotal", slots * terms.capacity());
  }
}
