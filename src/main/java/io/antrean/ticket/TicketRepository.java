package io.antrean.ticket;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What tickets and calendar files say beside the booking, and which tickets are revoked. */
public final class TicketRepository {

  /**
   * Where and what for, in words; {@code changes} counts how often the booking was moved or
   * cancelled, {@code changedAt} is when it last was, or null. {@code persons} are the names in the
   * order of the party, null where nobody is known any more.
   */
  record Details(
      String officeName,
      ZoneId zone,
      String serviceName,
      Duration slotLength,
      int changes,
      Instant changedAt,
      List<String> persons) {}

  /** A ticket that is not valid any more; {@code slot} is the one that it was for. */
  record Revoked(String id, LocalDateTime slot, boolean moved) {}

  /** From PostgreSQL alone: memory has no release that is retired. */
  private static final String DETAILS =
      """
      SELECT o.name AS office_name, o.zone, s.name AS service_name, r.slot_minutes,
        coalesce(t.changes, 0) AS changes, t.changed_at, p.name AS person
      FROM booking b
      JOIN service s ON s.no = b.service_no
      JOIN office o ON o.id = s.office
      JOIN release r ON r.id = b.release
      LEFT JOIN person p ON p.id = b.person
      LEFT JOIN (
        SELECT booking, count(*)::integer AS changes, max(revoked_at) AS changed_at
        FROM ticket_revocation WHERE booking = $1::uuid GROUP BY booking) t ON true
      WHERE b.id = $1::uuid AND b.state <> 'MOVED'
      ORDER BY b.member
      """;

  private static final String REVOKED =
      """
      SELECT booking, slot, seat, given, reason
      FROM ticket_revocation
      WHERE slot >= $1::timestamp
      ORDER BY slot, booking, seat, given
      LIMIT $2::integer
      """;

  private final Pool postgres;

  public TicketRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** What there is to say of this booking, or null when there is none. */
  Future<Details> details(UUID booking) {
    return postgres
        .preparedQuery(DETAILS)
        .execute(Tuple.of(booking))
        .map(
            rows -> {
              if (rows.size() == 0) return null;
              var persons = new ArrayList<String>();
              for (var row : rows) persons.add(row.getString("person"));
              return details(rows.iterator().next(), persons);
            });
  }

  private static Details details(Row row, List<String> persons) {
    var changedAt = row.getOffsetDateTime("changed_at");
    return new Details(
        row.getString("office_name"),
        ZoneId.of(row.getString("zone")),
        row.getString("service_name"),
        Duration.ofMinutes(row.getInteger("slot_minutes")),
        row.getInteger("changes"),
        changedAt == null ? null : changedAt.toInstant(),
        persons);
  }

  /** At most so many revoked tickets of slots from this time on, in order of the slot. */
  Future<List<Revoked>> revoked(LocalDateTime from, int limit) {
    return postgres
        .preparedQuery(REVOKED)
        .execute(Tuple.of(from, limit))
        .map(
            rows -> {
              var revoked = new ArrayList<Revoked>(rows.size());
              for (var row : rows) revoked.add(revoked(row));
              return revoked;
            });
  }

  private static Revoked revoked(Row row) {
    var slot = row.getLocalDateTime("slot");
    var id =
        Ticket.id(row.getUUID("booking"), slot, row.getInteger("seat"), row.getInteger("given"));
    return new Revoked(id, slot, row.getString("reason").equals("MOVED"));
  }
}
