package io.antrean.claim;

import io.antrean.claim.Booking.Member;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** How bookings are read from PostgreSQL, where they are a row for each member of the party. */
public final class BookingTable {

  /**
   * From PostgreSQL alone: memory has no release that is retired. To be followed by what is asked
   * besides; rows in order of member.
   */
  public static final String SELECT =
      """
      SELECT b.id, b.account, b.state, s.office, s.id AS service, s.letter, b.release, b.slot,
        b.person, b.seat, b.given, b.claimed_at, b.decided_at, b.fingerprint, b.reason, s.partition,
        b.cancelled_late, b.version
      FROM booking b JOIN service s ON s.no = b.service_no AND b.state <> 'MOVED'
      """;

  /** The states in which a person may not book the same service again. */
  public static final Set<String> OPEN = Set.of("CONFIRMED", "CHECKED_IN");

  private BookingTable() {}

  /** The bookings of these rows, in the order in which they come. */
  public static List<Booking> bookings(Iterable<Row> rows) {
    var parties = new LinkedHashMap<UUID, List<Row>>();
    for (var row : rows) {
      parties.computeIfAbsent(row.getUUID("id"), id -> new ArrayList<>()).add(row);
    }
    return parties.values().stream().map(BookingTable::booking).toList();
  }

  /** While one of the party is expected or there, so is the booking. */
  private static String state(List<Row> party) {
    for (var row : party) {
      if (OPEN.contains(row.getString("state"))) return row.getString("state");
    }
    return party.get(0).getString("state");
  }

  private static Booking booking(List<Row> party) {
    var first = party.get(0);
    return new Booking(
        first.getUUID("id"),
        first.getUUID("account"),
        state(party),
        first.getString("office"),
        first.getString("service"),
        first.getString("letter"),
        first.getUUID("release"),
        first.getLocalDateTime("slot"),
        party.stream()
            .map(r -> new Member(r.getUUID("person"), r.getInteger("seat"), r.getInteger("given")))
            .toList(),
        first.getOffsetDateTime("claimed_at").toInstant(),
        first.getOffsetDateTime("decided_at").toInstant(),
        first.getInteger("version"),
        Boolean.TRUE.equals(first.getBoolean("cancelled_late")));
  }
}
