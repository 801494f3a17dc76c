package io.antrean.account;

import io.antrean.http.Instants;
import io.antrean.http.Words;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What counts against a person, for those who may book for them: the no-shows that are not
 * forgotten yet, and until when they may not claim, null while they may.
 */
record Standing(List<NoShow> noShows, Instant blockedUntil) {

  static final Standing CLEAR = new Standing(List.of(), null);

  /**
   * One appointment that nobody came to, or that was cancelled late where that counts. {@code
   * booking} is null unless it is the asking account's own, {@code office} once the person was
   * erased since; {@code excusedAt} null while it counts.
   */
  record NoShow(UUID booking, String office, Instant at, Instant countsUntil, Instant excusedAt) {

    private JsonObject json() {
      return new JsonObject()
          .put("booking", booking == null ? null : booking.toString())
          .put("office", office)
          .put("at", Instants.text(at))
          .put("countsUntil", Instants.text(countsUntil))
          .put("excusedAt", excusedAt == null ? null : Instants.text(excusedAt));
    }
  }

  /** As members of the person; the advice is in the client's language. */
  void put(JsonObject person, Words words) {
    var list = new JsonArray();
    for (var one : noShows) list.add(one.json());
    person.put("noShows", list);
    person.put("block", blockedUntil == null ? null : block(words));
  }

  private JsonObject block(Words words) {
    return new JsonObject()
        .put("until", Instants.text(blockedUntil))
        .put("advice", words.text("block.advice"));
  }
}
