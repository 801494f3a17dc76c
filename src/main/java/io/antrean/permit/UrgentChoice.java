package io.antrean.permit;

import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A member of a booking whose stay permit ends before its slot. {@code isAhead} says that the
 * permit's last day is still to come, so that coming earlier helps; {@code comeBy} and {@code
 * chosenAt} are null until they have chosen to.
 */
public record UrgentChoice(
    int member,
    UUID person,
    LocalDate expiresOn,
    boolean isAhead,
    LocalDate comeBy,
    Instant chosenAt) {

  static UrgentChoice of(Row row) {
    var chosen = row.getOffsetDateTime("chosen_at");
    return new UrgentChoice(
        row.getInteger("member"),
        row.getUUID("person"),
        row.getLocalDate("expires_on"),
        row.getBoolean("is_ahead"),
        row.getLocalDate("come_by"),
        chosen == null ? null : chosen.toInstant());
  }
}
