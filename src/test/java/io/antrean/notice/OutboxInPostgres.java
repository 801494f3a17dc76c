package io.antrean.notice;

import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A database with an office, a partition and a webhook for all kinds, and no server. */
final class OutboxInPostgres implements AutoCloseable {

  final UUID webhook = UUID.randomUUID();
  final Vertx vertx = Vertx.vertx();
  final Pool pool = Stores.pool(vertx, Stores.freshDatabase());
  private int seat;

  OutboxInPostgres() {
    run("INSERT INTO partition (id, epoch, state, drained) VALUES (0, 1, 'OPEN', 0)");
    run("INSERT INTO office VALUES ('sampit', 'Sampit', 'Asia/Jakarta')");
    run(
        """
        INSERT INTO service (office, id, name, letter, category, partition)
        VALUES ('sampit', 'passport-new', 'New passport', 'A', 'PASSPORT', 0)
        """);
    run(
        """
        INSERT INTO webhook (id, office, url, kinds, pepper)
        VALUES ('%s', 'sampit', 'https://example.org/',
                '{confirmed,changed,cancelled,no-show,reminder,offer}', 1)
        """
            .formatted(webhook));
  }

  void run(String sql) {
    pool.query(sql).execute().await();
  }

  /** A release of an hour from eight o'clock on this day. */
  UUID release(String day) {
    var id = UUID.randomUUID();
    run(
        """
        INSERT INTO release (id, service_no, from_day, to_day, day_starts, day_ends, slot_minutes,
                             capacity, opens_at, admission, last_slot_at)
        VALUES ('%1$s', 1, '%2$s', '%2$s', '08:00', '09:00', 15, 9, now(), 'open', '%2$s')
        """
            .formatted(id, day));
    run(
        """
        INSERT INTO slot (service_no, starts, starts_at, release, ordinal)
        SELECT 1, t, t AT TIME ZONE 'Asia/Jakarta', '%1$s', row_number() OVER () - 1
          FROM generate_series('%2$s 08:00'::timestamp, '%2$s 08:45', '15 min') AS t
        """
            .formatted(id, day));
    return id;
  }

  /** A booking that was confirmed then, at this slot. */
  UUID booking(String slot, String decidedAt) {
    var id = UUID.randomUUID();
    run(
        """
        INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                             account, fingerprint, state, claimed_at, decided_at)
        VALUES ('%1$s', 0, 1, '%2$s', %3$d, 1, '%1$s', 'passport-new', '%1$s', '%1$s', '%1$s',
                'CONFIRMED', '%4$s', '%4$s')
        """
            .formatted(id, slot, ++seat, decidedAt));
    return id;
  }

  /** A booking and the verdict that confirmed it, of this epoch and stream id. */
  UUID confirmed(int epoch, long ms) {
    var at = "2030-01-01 00:00:00Z";
    var id = booking("2030-01-07 08:00", at);
    verdict(epoch, ms, id, at, null, null);
    return id;
  }

  /** An offer to an entry of the waiting list, open until then. */
  UUID offer(String slot, String expiresAt) {
    var id = UUID.randomUUID();
    run(
        """
        INSERT INTO waitlist_entry (id, release, partition, account, fingerprint, slots, party,
                                    joined_at, state)
        VALUES ('%1$s', '%1$s', 0, '%1$s', '%1$s', '{}', '{%1$s}', now(), 'OFFERED')
        """
            .formatted(id));
    run(
        """
        INSERT INTO offer (entry, partition, release, account, service_no, slot, seats, given,
                           offered_at, expires_at, state)
        VALUES ('%1$s', 0, '%1$s', '%1$s', 1, '%2$s', '{1}', '{2}', now(), '%3$s', 'OPEN')
        """
            .formatted(id, slot, expiresAt));
    return id;
  }

  void verdict(int epoch, long ms, UUID claim, String at, String outcome, String knownAt) {
    run(
        """
        INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq,
                              claim, fingerprint, outcome, known_at)
        VALUES (0, %d, %d, 0, '%s', ARRAY[%d], ARRAY[0], ARRAY['%s'::uuid], ARRAY['%s'::uuid],
                %s, %s)
        """
            .formatted(
                epoch,
                ms,
                at,
                ms,
                claim,
                claim,
                outcome == null ? "NULL" : "ARRAY['" + outcome + "']",
                knownAt == null ? "NULL" : "ARRAY['" + knownAt + "'::timestamptz]"));
  }

  /** What is in the outbox, in order: {@code <booking> <kind>}. */
  List<String> notices() {
    var rows = pool.query("SELECT booking, kind FROM notice ORDER BY no").execute().await();
    var found = new ArrayList<String>();
    for (var row : rows) found.add(row.getUUID("booking") + " " + row.getString("kind"));
    return found;
  }

  @Override
  public void close() {
    pool.close().await();
    vertx.close().await();
  }
}
