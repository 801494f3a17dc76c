package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.BookingTable;
import io.antrean.claim.ClaimRecord;
import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.ClaimRecord.State;
import io.antrean.claim.Rejection;
import io.antrean.ledger.SetAsideRepository.SetAside;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The bookings of a release, as recovery reads them from PostgreSQL: in pages of slots. */
final class BookingRows {

  /**
   * A claim as PostgreSQL has it; {@code state} is the booking's, which is finer than a record's,
   * {@code backAtMs} is from when the seats that it gave back are claimable, and {@code holders}
   * are those of its persons who may not book this service again yet.
   */
  record Booked(UUID claim, String state, ClaimRecord record, long backAtMs, List<UUID> holders) {

    private static final Set<String> GAVE_BACK = Set.of("CANCELLED", "REJECTED", "MOVED");

    boolean holdsSeats() {
      return !GAVE_BACK.contains(state);
    }

    /** Whether it is what became of the claim: one that was moved is told by where it is now. */
    boolean isPresent() {
      return !state.equals("MOVED");
    }
  }

  private static final String COLUMNS =
      """
      SELECT id, version, member, slot, seat, given, person, account, fingerprint, state, reason,
             (extract(epoch FROM claimed_at) * 1000)::bigint AS claimed_ms,
             (extract(epoch FROM decided_at) * 1000)::bigint AS decided_ms,
             (extract(epoch FROM coalesce(back_at, cancelled_at + interval '2 s',
                                          decided_at + interval '2 s')) * 1000)::bigint AS back_ms
        FROM booking
       WHERE service_no = $1 AND slot >= $2 AND slot <= $3 AND release = $4 AND state\s""";

  /**
   * Two halves, since the index of numbers covers every state but one. Between two slots of a
   * release there may be slots of another one.
   */
  private static final String PAGE =
      COLUMNS + "<> 'REJECTED' UNION ALL " + COLUMNS + "= 'REJECTED' ORDER BY id, version, member";

  private final SqlConnection postgres;
  private final SetAsideRepository setAsides;
  private final WaitlistRows waitlist;
  private final int seatsMax;

  /** A page is as many slots as have this many seats, at least one slot. */
  BookingRows(
      SqlConnection postgres, SetAsideRepository setAsides, WaitlistRows waitlist, int seatsMax) {
    this.postgres = postgres;
    this.setAsides = setAsides;
    this.waitlist = waitlist;
    this.seatsMax = seatsMax;
  }

  /**
   * All bookings of the release, a party in one piece: its seats are of one slot. Then the claims
   * that were set aside, and its waiting list.
   */
  Future<ReleaseRows> of(Release release) {
    return bookings(release)
        .compose(
            bookings ->
                waitlist
                    .open(release)
                    .compose(
                        offers ->
                            waitlist
                                .somebodyWaits(release.id())
                                .map(waits -> new ReleaseRows(bookings, offers, waits))));
  }

  private Future<List<Booked>> bookings(Release release) {
    return page(release, 0, new ArrayList<>())
        .compose(
            found ->
                setAsides
                    .ofRelease(release.id())
                    .map(
                        aside -> {
                          for (var one : aside) found.add(booked(one));
                          return found;
                        }));
  }

  private static Booked booked(SetAside one) {
    if (one.isOpen()) {
      var persons = one.record().members().stream().map(Member::person).toList();
      return new Booked(one.claim(), "HELD", one.record(), 0, persons);
    }
    var at = one.resolvedAt().toEpochMilli();
    var backAt = at + Settler.COMES_BACK_AFTER.toMillis();
    return new Booked(one.claim(), "REJECTED", one.record().refused(at), backAt, List.of());
  }

  private Future<List<Booked>> page(Release release, int from, List<Booked> found) {
    var slots = release.slots();
    if (from >= slots.size()) return Future.succeededFuture(found);
    var to = Math.min(slots.size(), from + Math.max(1, seatsMax / release.terms().capacity()));
    var range =
        Tuple.of(
            release.service().no(),
            slots.get(from).starts(),
            slots.get(to - 1).starts(),
            release.id());
    return postgres
        .preparedQuery(PAGE)
        .execute(range)
        .compose(
            rows -> {
              found.addAll(claims(release, rows));
              return page(release, to, found);
            });
  }

  private static List<Booked> claims(Release release, Iterable<Row> rows) {
    var claims = new ArrayList<Booked>();
    var party = new ArrayList<Row>();
    for (var row : rows) {
      if (!party.isEmpty() && !isSame(party.get(0), row)) {
        claims.add(booked(release, party));
        party.clear();
      }
      party.add(row);
    }
    if (!party.isEmpty()) claims.add(booked(release, party));
    return claims;
  }

  private static boolean isSame(Row one, Row other) {
    return one.getUUID("id").equals(other.getUUID("id"))
        && one.getInteger("version").equals(other.getInteger("version"));
  }

  /** While one of the party is expected or there, so is the booking. */
  private static Booked booked(Release release, List<Row> party) {
    var row = party.get(0);
    var holders = new ArrayList<UUID>();
    var members = new ArrayList<Member>();
    for (var one : party) {
      var person = one.getUUID("person");
      members.add(new Member(person, one.getInteger("seat"), one.getInteger("given")));
      if (BookingTable.OPEN.contains(one.getString("state"))) holders.add(person);
    }
    var state =
        switch (holders.isEmpty() ? row.getString("state") : "CONFIRMED") {
          case "REJECTED" -> State.REJECTED;
          case "CANCELLED" -> State.CANCELLED;
          case "NO_SHOW" -> State.NO_SHOW;
          case "COMPLETED" -> State.COMPLETED;
          case "POSTPONED" -> State.POSTPONED;
          default -> State.CONFIRMED;
        };
    var record =
        new ClaimRecord(
            state,
            row.getUUID("fingerprint"),
            row.getUUID("account"),
            release.id(),
            row.getLong("claimed_ms"),
            row.getLong("decided_ms"),
            Rejection.ofText(row.getString("reason")),
            row.getInteger("version"),
            release.slot(row.getLocalDateTime("slot")).ordinal(),
            List.copyOf(members));
    return new Booked(
        row.getUUID("id"), row.getString("state"), record, row.getLong("back_ms"), holders);
  }
}
