package io.antrean.ledger;

import io.antrean.claim.Rejection;
import io.antrean.claim.Verdict;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The ledger in PostgreSQL, on one held connection of a partition's owner. */
final class LedgerRepository {

  private static final String BOOK = SqlFile.read("book");
  private static final String JUDGE = SqlFile.read("judge");

  /** SQLSTATE class 23: a constraint objects. */
  private static final String INTEGRITY = "23";

  /** SQLSTATE class 22: a value can not be what it is. */
  private static final String DATA = "22";

  private static final String ROW =
      "SELECT " + PartitionRow.COLUMNS + " FROM partition WHERE id = $1";

  private static final String VERDICTS =
      """
      SELECT u.entry_ms, u.entry_seq, u.claim, u.reason,
             coalesce(u.outcome, 'CONFIRMED') AS outcome,
             (extract(epoch FROM coalesce(u.known_at, v.decided_at)) * 1000)::bigint AS decided_ms,
             (extract(epoch FROM b.back_at) * 1000)::bigint AS back_ms
        FROM verdicts v
       CROSS JOIN LATERAL unnest(v.entry_ms, v.entry_seq, v.claim, v.outcome, v.reason, v.known_at)
               AS u(entry_ms, entry_seq, claim, outcome, reason, known_at)
        LEFT JOIN LATERAL (
          SELECT back_at FROM booking
           WHERE u.outcome IN ('CANCELLED', 'MOVED') AND id = u.claim
             AND (u.outcome = 'CANCELLED' AND state = 'CANCELLED'
               OR u.outcome = 'MOVED' AND moved_at = coalesce(u.known_at, v.decided_at))
           LIMIT 1) b ON true
       WHERE v.partition = $1 AND v.epoch = $2
         AND (v.last_ms, v.last_seq) > ($3, $4)
         AND (u.entry_ms, u.entry_seq) > ($3, $4) AND (u.entry_ms, u.entry_seq) <= ($5, $6)
       ORDER BY u.entry_ms, u.entry_seq
       LIMIT $7
      """;

  private static final String NEW_EPOCH =
      """
      UPDATE partition
         SET epoch = $3, state = 'RECOVERING', position = '0-0', applied = 0, run_id = NULL
       WHERE id = $1 AND epoch = $2 AND owner = $4
      RETURNING\s"""
          + PartitionRow.COLUMNS;

  private static final String DRAINED =
      "UPDATE partition SET drained = $3 WHERE id = $1 AND epoch = $2 AND owner = $4 RETURNING id";

  private static final String OPEN =
      """
      UPDATE partition SET state = 'OPEN', run_id = $3
       WHERE id = $1 AND epoch = $2 AND owner = $4 RETURNING id
      """;

  /**
   * Only the partition's owner retires, and tells all nodes with the commit. A release stays as
   * long as one that is not over, from which a booking was moved into it: a retry of that claim is
   * answered by the record that goes with this release.
   */
  private static final String RETIRE =
      """
      WITH done AS (
        UPDATE release SET retired_at = now()
         WHERE id = $4 AND retired_at IS NULL
           AND EXISTS (SELECT FROM partition WHERE id = $1 AND epoch = $2 AND owner = $3)
           AND NOT EXISTS (SELECT FROM set_aside WHERE release = $4 AND resolution IS NULL)
           AND NOT EXISTS (
             SELECT FROM booking b
               JOIN booking o ON o.id = b.id AND o.version = 0 AND o.member = 0
               JOIN release r ON r.id = o.release
              WHERE b.release = $4 AND b.version > 0 AND b.member = 0 AND r.retired_at IS NULL
                AND r.last_slot_at > now() - $5::bigint * interval '1 millisecond')
        RETURNING id)
      SELECT pg_notify('catalogue', '') FROM done
      """;

  private static final String RETIRED =
      """
      SELECT id FROM release
       WHERE id = ANY ($1) AND retired_at < now() - $2::bigint * interval '1 millisecond'
      """;

  private final SqlConnection postgres;

  LedgerRepository(SqlConnection postgres) {
    this.postgres = postgres;
  }

  Future<PartitionRow> row(int partition) {
    return postgres
        .preparedQuery(ROW)
        .execute(Tuple.of(partition))
        .map(rows -> PartitionRow.of(rows.iterator().next()));
  }

  /**
   * Applies the batch and moves the position to {@code after}, or changes nothing: at first as if
   * nothing were to be refused, and entry by entry where a constraint objects or a slot has begun.
   * {@code entryEpoch} is the epoch in which Redis wrote the entries; a recovery applies older
   * ones. Fails with {@link FencedOff}; after any other failure nobody knows until it is read back.
   */
  Future<List<Judgement>> apply(
      Fence fence, EntryId after, int counted, int entryEpoch, LedgerBatch batch, Duration lease) {
    var judged = head(fence, after, counted, entryEpoch, lease);
    if (entryEpoch != fence.epoch() || !batch.isFresh()) return judge(fence, batch, judged);
    var booked = batch.addTo(head(fence, after, counted, entryEpoch, lease));
    return postgres
        .preparedQuery(BOOK)
        .execute(booked.addLong(batch.firstStartMs()))
        .compose(
            rows ->
                rows.size() == 0
                    ? judge(fence, batch, judged)
                    : Future.succeededFuture(
                        booked(batch, rows.iterator().next().getLong("decided_ms"))),
            failure ->
                isOfItsContent(failure)
                    ? judge(fence, batch, judged)
                    : Future.failedFuture(failure));
  }

  /** Whether PostgreSQL objects to what the entries say, so that to repeat them helps nobody. */
  static boolean isOfItsContent(Throwable failure) {
    return failure instanceof PgException refused
        && (refused.getSqlState().startsWith(INTEGRITY) || refused.getSqlState().startsWith(DATA));
  }

  private Future<List<Judgement>> judge(Fence fence, LedgerBatch batch, Tuple head) {
    return postgres
        .preparedQuery(JUDGE)
        .execute(batch.addOthersTo(batch.addTo(head)))
        .map(
            rows -> {
              if (rows.size() != batch.entries().size()) throw new FencedOff(fence);
              return judgements(rows, batch);
            });
  }

  static Tuple head(Fence fence, EntryId after, int counted, int entryEpoch, Duration lease) {
    return Tuple.tuple()
        .addInteger(fence.partition())
        .addInteger(fence.epoch())
        .addString(fence.position().toString())
        .addString(after.toString())
        .addLong((long) counted)
        .addLong(lease.toMillis())
        .addUUID(fence.owner())
        .addInteger(entryEpoch);
  }

  private static List<Judgement> booked(LedgerBatch batch, long decidedMs) {
    var judgements = new ArrayList<Judgement>(batch.entries().size());
    for (var entry : batch.entries()) {
      var verdict = Verdict.ofClaim(entry.claim(), null, decidedMs);
      judgements.add(new Judgement(entry.id(), verdict, false));
    }
    return judgements;
  }

  private static List<Judgement> judgements(RowSet<Row> rows, LedgerBatch batch) {
    var judgements = new Judgement[batch.entries().size()];
    for (var row : rows) {
      var place = row.getInteger("place");
      var entry = batch.entries().get(place);
      judgements[place] =
          new Judgement(entry.id(), verdict(entry.claim(), row), row.getBoolean("elsewhere"));
    }
    return List.of(judgements);
  }

  static Verdict verdict(UUID claim, Row row) {
    var decidedMs = row.getLong("decided_ms");
    return switch (Outcome.valueOf(row.getString("outcome"))) {
      case CONFIRMED, REJECTED ->
          Verdict.ofClaim(claim, Rejection.ofText(row.getString("reason")), decidedMs);
      case CANCELLED -> Verdict.cancelled(claim, decidedMs, row.getLong("back_ms"));
      case KEPT -> Verdict.kept(claim, decidedMs);
      case MOVED -> Verdict.moved(claim, decidedMs, row.getLong("back_ms"));
      case STAYED -> Verdict.stayed(claim, Rejection.ofText(row.getString("reason")), decidedMs);
      case SET_ASIDE -> Verdict.setAside(claim, decidedMs);
    };
  }

  /** Committed verdicts of this epoch after one entry, up to and with another, in order. */
  Future<List<Judgement>> verdicts(int partition, int epoch, EntryId after, EntryId upTo, int max) {
    return postgres
        .preparedQuery(VERDICTS)
        .execute(Tuple.of(partition, epoch, after.ms(), after.seq(), upTo.ms(), upTo.seq(), max))
        .map(
            rows -> {
              var found = new ArrayList<Judgement>(rows.size());
              for (var row : rows) {
                var id = new EntryId(row.getLong("entry_ms"), row.getInteger("entry_seq"));
                found.add(new Judgement(id, verdict(row.getUUID("claim"), row), false));
              }
              return found;
            });
  }

  /**
   * From then on what became of the release's claims is told by PostgreSQL alone; false when
   * something of it, or of where its bookings came from, is not over.
   */
  Future<Boolean> retire(Fence fence, UUID release, Duration after) {
    return postgres
        .preparedQuery(RETIRE)
        .execute(
            Tuple.of(fence.partition(), fence.epoch(), fence.owner(), release, after.toMillis()))
        .map(rows -> rows.size() > 0);
  }

  /** Those of the releases that were retired so long ago. */
  Future<List<UUID>> retired(Collection<UUID> releases, Duration ago) {
    return postgres
        .preparedQuery(RETIRED)
        .execute(
            Tuple.tuple().addArrayOfUUID(releases.toArray(UUID[]::new)).addLong(ago.toMillis()))
        .map(
            rows -> {
              var found = new ArrayList<UUID>(rows.size());
              for (var row : rows) found.add(row.getUUID("id"));
              return found;
            });
  }

  /** Begins a recovery: every writer of the old epoch is refused from here on. */
  Future<PartitionRow> newEpoch(PartitionRow old, int epoch, UUID owner) {
    return one(NEW_EPOCH, old.fence(owner), epoch).map(PartitionRow::of);
  }

  /** No stream of this epoch or an older one is ever applied again. */
  Future<Void> drained(Fence fence, int epoch) {
    return one(DRAINED, fence, epoch).mapEmpty();
  }

  /** The partition serves again, on the Redis process with this run id. */
  Future<Void> open(Fence fence, String runId) {
    return one(OPEN, fence, runId).mapEmpty();
  }

  private Future<Row> one(String update, Fence fence, Object value) {
    return postgres
        .preparedQuery(update)
        .execute(Tuple.of(fence.partition(), fence.epoch(), value, fence.owner()))
        .map(
            rows -> {
              if (rows.size() == 0) throw new FencedOff(fence);
              return rows.iterator().next();
            });
  }
}
