package io.antrean.catalogue;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.UUID;

/** What one person asks for and another one must confirm. */
record Proposal(
    UUID id,
    long number,
    String office,
    Kind kind,
    UUID object,
    Instant opensAt,
    String reason,
    UUID askedBy,
    Instant askedAt,
    Instant expiresAt,
    State state,
    UUID decidedBy,
    Instant decidedAt) {

  enum Kind {
    CLOSE,
    REOPEN,
    MOVE_OPENING,
    BLACKOUT
  }

  enum State {
    PROPOSED,
    CONFIRMED,
    REFUSED,
    WITHDRAWN,
    EXPIRED
  }

  /** Of a query that tells whether it is {@code over}: one that nobody decided in time. */
  static Proposal of(Row row) {
    var state = State.valueOf(row.getString("state"));
    return new Proposal(
        row.getUUID("id"),
        row.getLong("no"),
        row.getString("office"),
        Kind.valueOf(row.getString("kind")),
        row.getUUID("object"),
        CatalogueRows.instant(row, "opens_at"),
        row.getString("reason"),
        row.getUUID("asked_by"),
        CatalogueRows.instant(row, "asked_at"),
        CatalogueRows.instant(row, "expires_at"),
        state == State.PROPOSED && row.getBoolean("over") ? State.EXPIRED : state,
        row.getUUID("decided_by"),
        CatalogueRows.instant(row, "decided_at"));
  }

  JsonObject json() {
    return new JsonObject()
        .put("id", id.toString())
        .put("office", office)
        .put("kind", kind.name())
        .put("release", kind == Kind.BLACKOUT ? null : object.toString())
        .put("blackout", kind == Kind.BLACKOUT ? object.toString() : null)
        .put("opensAt", text(opensAt))
        .put("reason", reason)
        .put("askedBy", askedBy.toString())
        .put("askedAt", text(askedAt))
        .put("expiresAt", text(expiresAt))
        .put("state", state.name())
        .put("decidedBy", decidedBy == null ? null : decidedBy.toString())
        .put("decidedAt", text(decidedAt));
  }

  private static String text(Instant instant) {
    return instant == null ? null : Instants.text(instant);
  }
}
