package io.antrean.claim;

import io.antrean.catalogue.AvailabilityBoard;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.catalogue.Slot;
import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/** What else is free, from this node's memory: a refusal explains itself. */
final class Alternatives {

  /** As many as the contract promises at most, of slots and of other offices. */
  private static final int LISTED_MAX = 5;

  private final Catalogue catalogue;
  private final AvailabilityBoard board;

  Alternatives(Catalogue catalogue, AvailabilityBoard board) {
    this.catalogue = catalogue;
    this.board = board;
  }

  /** Slots with room for the party, nearest to the first wanted one; none of the wanted ones. */
  JsonArray near(Release release, List<String> wanted, int party, long nowMs) {
    var listed = new JsonArray();
    var availability = board.of(release.id());
    var slots = wanted.stream().map(release::slot).filter(Objects::nonNull).toList();
    if (availability == null || slots.isEmpty()) return listed;
    var near =
        availability.nearest(
            release, slots.get(0), party, LISTED_MAX, new HashSet<Slot>(slots), nowMs);
    for (var slot : near) {
      var free = availability.free(slot.ordinal());
      listed.add(new JsonObject().put("slot", slot.text()).put("free", free));
    }
    return listed;
  }

  /** When it was so that no seat was free. */
  long asOfMs(Release release, long nowMs) {
    var availability = board.of(release.id());
    return availability != null && availability.freeTotal() == 0 ? availability.asOfMs() : nowMs;
  }

  /** The next release of the same office and service that has not opened yet, or null. */
  JsonObject nextRelease(Release release, long nowMs) {
    return catalogue.releases().stream()
        .filter(r -> r.service().no() == release.service().no())
        .filter(r -> r.closedAt() == null && r.opensAt().toEpochMilli() > nowMs)
        .min(Comparator.comparing(Release::opensAt))
        .map(
            r ->
                new JsonObject()
                    .put("id", r.id().toString())
                    .put("opensAt", Instants.text(r.opensAt())))
        .orElse(null);
  }

  /** Open releases of the same service, here or at other offices, that have seats free. */
  JsonArray elsewhere(Release release, long nowMs) {
    var listed = new JsonArray();
    catalogue.releases().stream()
        .filter(r -> !r.id().equals(release.id()))
        .filter(r -> r.service().id().equals(release.service().id()))
        .filter(r -> r.closedAt() == null && r.opensAt().toEpochMilli() <= nowMs)
        .filter(r -> r.lastSlotAt().toEpochMilli() > nowMs && free(r) > 0)
        .sorted(Comparator.comparing(this::free).reversed())
        .limit(LISTED_MAX)
        .forEach(
            r ->
                listed.add(
                    new JsonObject()
                        .put("office", r.office().id())
                        .put("release", r.id().toString())
                        .put("free", free(r))));
    return listed;
  }

  /** Whether no seat of it is free, as far as memory has it. */
  boolean isGone(Release release) {
    return board.of(release.id()) != null && free(release) == 0;
  }

  private int free(Release release) {
    var availability = board.of(release.id());
    return availability == null ? 0 : availability.freeTotal();
  }
}
