package io.antrean.floor;

import io.antrean.booking.Numbers;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A booking's rows as the floor reads, holds and changes them. */
final class PartyTable {

  /**
   * One of a party. {@code isOfPermits} says that they come for a stay permit. {@code now} is
   * PostgreSQL's clock when the row was read: it decides who is early or late, whichever node they
   * are told by.
   */
  record Guest(
      UUID booking,
      int member,
      int version,
      int serviceNo,
      String office,
      String number,
      LocalDateTime slot,
      Instant startsAt,
      UUID person,
      String state,
      boolean isOfPermits,
      Instant claimedAt,
      Instant now) {

    boolean isExpected() {
      return state.equals("CONFIRMED");
    }

    /** Their day was closed, and nobody had checked in for them. */
    boolean isMissed() {
      return state.equals("NO_SHOW");
    }
  }

  /** In the order in which the ledger locks them. */
  private static final String LOCK =
      """
      SELECT b.id, b.member, b.version, b.claimed_at, b.service_no, b.slot, b.seat, b.given,
             b.person, b.state, s.office, s.letter, s.category = 'STAY_PERMIT' AS is_of_permits,
             coalesce(t.starts_at, b.slot AT TIME ZONE o.zone) AS starts_at,
             date_trunc('milliseconds', clock_timestamp()) AS now
        FROM booking b
        JOIN service s ON s.no = b.service_no
        JOIN office o ON o.id = s.office
        LEFT JOIN slot t ON t.service_no = b.service_no AND t.starts = b.slot
       WHERE b.id = $1::uuid AND b.state NOT IN ('MOVED', 'REJECTED')
       ORDER BY b.member
         FOR UPDATE OF b
      """;

  private static final String BY_NUMBER =
      """
      SELECT b.id
        FROM service s
        JOIN booking b ON b.service_no = s.no AND b.slot = $3::timestamp
                      AND b.seat = $4::smallint AND b.given = $5::smallint
       WHERE s.office = $1::text AND s.letter = $2::text AND b.state NOT IN ('REJECTED', 'MOVED')
      """;

  /** All of a booking's visits, in the order of the party. */
  static final String VISITS = VisitTable.SELECT + "WHERE v.booking = $1::uuid ORDER BY v.member";

  private static final String CHECK_IN =
      """
      UPDATE booking SET state = 'CHECKED_IN'
       WHERE id = $1::uuid AND version = $2::smallint AND member = ANY ($3::smallint[])
         AND state = 'CONFIRMED'
      """;

  /**
   * Who has come after all, as the paper says: they have been told that they may book again, so
   * their row stays as it is, and only counts no more.
   */
  private static final String EXCUSE =
      """
      UPDATE no_show
         SET excused_at = date_trunc('milliseconds', now()), excused_by = $3::uuid,
             excuse = 'on paper', judged_at = NULL
       WHERE booking = $1::uuid AND person = ANY ($2::uuid[]) AND excused_at IS NULL
      """;

  private PartyTable() {}

  static Tuple of(UUID booking) {
    return Tuple.of(booking);
  }

  /** The id of the booking of this number at this office; fails with 404 when there is none. */
  static Future<UUID> byNumber(SqlClient tx, String office, Numbers.Said said) {
    return tx.preparedQuery(BY_NUMBER)
        .execute(Tuple.of(office, said.letter(), said.slot(), said.seat(), said.given()))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.failedFuture(Staff.notFound().detail("not-found.number").asException())
                    : Future.succeededFuture(rows.iterator().next().getUUID("id")));
  }

  /** The party as it is once nobody else holds its rows; empty when there is none. */
  static Future<List<Guest>> lock(SqlClient tx, UUID booking) {
    return tx.preparedQuery(LOCK)
        .execute(of(booking))
        .map(
            rows -> {
              var party = new ArrayList<Guest>(rows.size());
              for (var row : rows) party.add(guest(row));
              return party;
            });
  }

  private static Guest guest(Row row) {
    var slot = row.getLocalDateTime("slot");
    var seat = row.getInteger("seat");
    return new Guest(
        row.getUUID("id"),
        row.getInteger("member"),
        row.getInteger("version"),
        row.getInteger("service_no"),
        row.getString("office"),
        Numbers.text(row.getString("letter"), slot, seat, row.getInteger("given")),
        slot,
        VisitTable.instant(row, "starts_at"),
        row.getUUID("person"),
        row.getString("state"),
        row.getBoolean("is_of_permits"),
        VisitTable.instant(row, "claimed_at"),
        VisitTable.instant(row, "now"));
  }

  /** These are there from now on; their rows are held, and CONFIRMED. */
  static Future<Void> take(
      SqlClient tx,
      List<Guest> coming,
      CheckInWish wish,
      Staff.Member by,
      Map<Integer, LocalDate> comeBy) {
    var first = coming.get(0);
    var members =
        coming.stream()
            .filter(Guest::isExpected)
            .map(g -> (short) g.member())
            .toArray(Short[]::new);
    Future<Void> taken =
        tx.preparedQuery(CHECK_IN)
            .execute(Tuple.of(first.booking(), first.version()).addArrayOfShort(members))
            .compose(
                rows ->
                    rows.rowCount() == members.length
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException("rows that we hold")));
    var missed = coming.stream().filter(Guest::isMissed).map(Guest::person).toArray(UUID[]::new);
    if (missed.length > 0) {
      var excuse = Tuple.of(first.booking()).addArrayOfUUID(missed).addUUID(by.account());
      taken = taken.compose(done -> tx.preparedQuery(EXCUSE).execute(excuse).mapEmpty());
    }
    for (var guest : coming) {
      taken = taken.compose(done -> Arrivals.take(tx, guest, wish, by, comeBy));
    }
    return taken;
  }
}
