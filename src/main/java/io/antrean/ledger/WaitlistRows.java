package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimRecord;
import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.ClaimRecord.State;
import io.antrean.ledger.OfferTerms.Ending;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The waiting lists of a partition, as its owner reads them: who is next, what is on offer. */
final class WaitlistRows {

  /**
   * Who waits, with what the offer's line needs; without slots it is for any. {@code ends} is how
   * the entry is to end, since nothing is to be offered to it: BOOKED, LEFT, or null.
   */
  record Waiting(
      UUID entry,
      UUID fingerprint,
      UUID account,
      List<LocalDateTime> slots,
      List<UUID> party,
      String ends) {}

  /** An offer, with the record that its booking would begin with. */
  record OpenOffer(UUID entry, ClaimRecord record, long expiresAtMs) {}

  /** An offer that is to end, and why. */
  record Ended(UUID entry, Ending ending) {}

  /** One step of the index a release, however many wait. */
  private static final String WAITED_FOR =
      """
      WITH RECURSIVE waited (release) AS (
        (SELECT release FROM waitlist_entry
          WHERE partition = $1 AND state = 'WAITING' ORDER BY release LIMIT 1)
        UNION ALL
        SELECT (SELECT release FROM waitlist_entry
                 WHERE partition = $1 AND state = 'WAITING' AND release > w.release
                 ORDER BY release LIMIT 1)
          FROM waited w WHERE w.release IS NOT NULL
      )
      SELECT release FROM waited WHERE release IS NOT NULL
      """;

  private static final String COUNT =
      "SELECT count(*) FROM waitlist_entry WHERE partition = $1 AND state = 'WAITING'";

  private static final String SOMEBODY =
      "SELECT EXISTS (SELECT FROM waitlist_entry WHERE release = $1 AND state = 'WAITING')";

  private static final String OPEN =
      """
      SELECT o.entry, e.fingerprint, o.account, o.slot, o.seats, o.given, e.party,
             (extract(epoch FROM o.offered_at) * 1000)::bigint AS offered_ms,
             CASE WHEN t.blackout IS NULL
                  THEN (extract(epoch FROM o.expires_at) * 1000)::bigint ELSE 0 END AS expires_ms
        FROM offer o JOIN waitlist_entry e ON e.id = o.entry
        LEFT JOIN slot t ON t.service_no = o.service_no AND t.starts = o.slot
       WHERE o.partition = $1 AND o.release = $2 AND o.state = 'OPEN'
      """;

  private static final String END_ALL =
      """
      UPDATE waitlist_entry
         SET state = 'OVER', ended_at = date_trunc('milliseconds', transaction_timestamp())
       WHERE id IN (SELECT id FROM waitlist_entry WHERE release = $1 AND state = 'WAITING'
                     ORDER BY no LIMIT $2::integer)
      """;

  private static final String END =
      """
      UPDATE waitlist_entry e
         SET state = i.ends, ended_at = date_trunc('milliseconds', transaction_timestamp())
        FROM unnest($1::uuid[], $2::text[]) AS i(id, ends)
       WHERE e.id = i.id AND e.state = 'WAITING'
      """;

  /**
   * Only those for whom there is room in a slot that they want, the longest waiting first. Who is
   * blocked is offered nothing, and holds up nobody. Whose party is booked, or is not the account's
   * any more, waits no longer.
   */
  private static final String NEXT =
      """
      SELECT id, fingerprint, account, slots, party,
             CASE WHEN EXISTS (SELECT FROM unnest(e.party) AS p(person) JOIN booking b
                                   ON b.person = p.person AND b.service = $5
                                  AND b.state IN ('CONFIRMED', 'CHECKED_IN')) THEN 'BOOKED'
                  WHEN EXISTS (SELECT FROM unnest(e.party) AS p(person)
                                WHERE NOT EXISTS (
                                  SELECT FROM account_person a
                                   WHERE a.account = e.account AND a.person = p.person
                                     AND a.removed_at IS NULL)) THEN 'LEFT'
             END AS ends
        FROM waitlist_entry e
       WHERE release = $1 AND state = 'WAITING' AND id <> ALL ($6::uuid[])
         AND EXISTS (SELECT FROM unnest($2::timestamp[], $3::integer[]) AS d(slot, seats)
                      WHERE d.seats >= cardinality(e.party)
                        AND (cardinality(e.slots) = 0 OR d.slot = ANY (e.slots)))
         AND NOT EXISTS (SELECT FROM person_block b
                          WHERE b.person = ANY (e.party) AND b.until > now())
       ORDER BY no
       LIMIT $4::integer
      """;

  private static final String TO_END =
      """
      SELECT * FROM (
        SELECT o.entry, o.no,
               CASE WHEN e.state = 'LEFT' THEN 'DECLINED'
                    WHEN r.closed_at IS NOT NULL OR t.blackout IS NOT NULL THEN 'OVER'
                    WHEN o.expires_at <= timestamptz 'epoch' + $2::bigint * interval '1 millisecond'
                      THEN 'EXPIRED'
                    WHEN EXISTS (SELECT FROM unnest(e.party) AS p(person) JOIN booking b
                                     ON b.person = p.person AND b.service = s.id
                                    AND b.state IN ('CONFIRMED', 'CHECKED_IN')) THEN 'REFUSED'
                    WHEN EXISTS (SELECT FROM unnest(e.party) AS p(person)
                                  WHERE NOT EXISTS (
                                    SELECT FROM account_person a
                                     WHERE a.account = o.account AND a.person = p.person
                                       AND a.removed_at IS NULL)) THEN 'DECLINED'
                    WHEN EXISTS (SELECT FROM person_block b
                                  WHERE b.person = ANY (e.party) AND b.until > now())
                      THEN 'DECLINED'
               END AS ending
          FROM offer o
          JOIN waitlist_entry e ON e.id = o.entry
          JOIN release r ON r.id = o.release
          JOIN service s ON s.no = o.service_no
          LEFT JOIN slot t ON t.service_no = o.service_no AND t.starts = o.slot
         WHERE o.partition = $1 AND o.state = 'OPEN') open
       WHERE ending IS NOT NULL
       ORDER BY no
       LIMIT $3::integer
      """;

  private final SqlClient postgres;
  private final int partition;

  WaitlistRows(SqlClient postgres, int partition) {
    this.postgres = postgres;
    this.partition = partition;
  }

  /** The releases for which somebody waits. */
  Future<Set<UUID>> waitedFor() {
    return postgres
        .preparedQuery(WAITED_FOR)
        .execute(Tuple.of(partition))
        .map(
            rows -> {
              var found = new HashSet<UUID>();
              for (var row : rows) found.add(row.getUUID(0));
              return found;
            });
  }

  /** How many entries wait: the cost grows with them. */
  Future<Long> count() {
    return postgres
        .preparedQuery(COUNT)
        .execute(Tuple.of(partition))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  Future<Boolean> somebodyWaits(UUID release) {
    return postgres
        .preparedQuery(SOMEBODY)
        .execute(Tuple.of(release))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** The offers of the release that are open. */
  Future<List<OpenOffer>> open(Release release) {
    return postgres
        .preparedQuery(OPEN)
        .execute(Tuple.of(partition, release.id()))
        .map(
            rows -> {
              var found = new ArrayList<OpenOffer>(rows.size());
              for (var row : rows) found.add(offer(release, row));
              return found;
            });
  }

  private static OpenOffer offer(Release release, Row row) {
    var party = row.getArrayOfUUIDs("party");
    var seats = row.getArrayOfShorts("seats");
    var given = row.getArrayOfShorts("given");
    var members = new ArrayList<Member>(seats.length);
    for (int i = 0; i < seats.length; i++) members.add(new Member(party[i], seats[i], given[i]));
    var record =
        new ClaimRecord(
            State.HELD,
            row.getUUID("fingerprint"),
            row.getUUID("account"),
            release.id(),
            row.getLong("offered_ms"),
            0,
            null,
            0,
            release.slot(row.getLocalDateTime("slot")).ordinal(),
            List.copyOf(members));
    return new OpenOffer(row.getUUID("entry"), record, row.getLong("expires_ms"));
  }

  /** The release is over: ends so many of those who wait, the longest waiting first. */
  Future<Void> endAll(UUID release, int max) {
    return postgres.preparedQuery(END_ALL).execute(Tuple.of(release, max)).mapEmpty();
  }

  /** Ends those that {@link Waiting#ends} says of. */
  Future<Void> end(List<Waiting> entries) {
    var ids = entries.stream().map(Waiting::entry).toArray(UUID[]::new);
    var ends = entries.stream().map(Waiting::ends).toArray(String[]::new);
    return postgres
        .preparedQuery(END)
        .execute(Tuple.tuple().addArrayOfUUID(ids).addArrayOfString(ends))
        .mapEmpty();
  }

  /**
   * At most so many who could be offered something, so many seats being left of these slots, but
   * none of {@code without}.
   */
  Future<List<Waiting>> next(
      Release release, Map<LocalDateTime, Integer> seats, int max, Collection<UUID> without) {
    return postgres
        .preparedQuery(NEXT)
        .execute(
            Tuple.tuple()
                .addUUID(release.id())
                .addArrayOfLocalDateTime(seats.keySet().toArray(LocalDateTime[]::new))
                .addArrayOfInteger(seats.values().toArray(Integer[]::new))
                .addInteger(max)
                .addString(release.service().id())
                .addArrayOfUUID(without.toArray(UUID[]::new)))
        .map(
            rows -> {
              var found = new ArrayList<Waiting>(rows.size());
              for (var row : rows) found.add(waiting(row));
              return found;
            });
  }

  private static Waiting waiting(Row row) {
    return new Waiting(
        row.getUUID("id"),
        row.getUUID("fingerprint"),
        row.getUUID("account"),
        List.of(row.getArrayOfLocalDateTimes("slots")),
        List.of(row.getArrayOfUUIDs("party")),
        row.getString("ends"));
  }

  /** At most so many open offers that are not to be had any more, by Redis's clock. */
  Future<List<Ended>> toEnd(long nowMs, int max) {
    return postgres
        .preparedQuery(TO_END)
        .execute(Tuple.of(partition, nowMs, max))
        .map(
            rows -> {
              var found = new ArrayList<Ended>(rows.size());
              for (var row : rows) {
                found.add(new Ended(row.getUUID("entry"), Ending.valueOf(row.getString("ending"))));
              }
              return found;
            });
  }
}
