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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The ledger in PostgreSQL, on one held connection of a partition's owner. */
final class LedgerRepository {

  private static final String BOOK = SqlFile.read("book");
  private static final String JUDGE = SqlFile.read("judge");
  private static final String OFFER = SqlFile.read("offer");

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

  /**
   * Lines are judged in their order, so that verdicts do not overlap: those that end within the
   * page, and the one that begins in it and ends behind it.
   */
  private static final String JUDGED =
      """
      WITH of_epoch AS NOT MATERIALIZED (
        SELECT last_ms, last_seq, entry_ms, entry_seq FROM verdicts
         WHERE partition = $1::smallint AND epoch = $2::integer
      ), found AS (
        (SELECT * FROM of_epoch
          WHERE (last_ms, last_seq) > ($3::bigint, $4::integer)
            AND (last_ms, last_seq) <= ($5::bigint, $6::integer))
        UNION ALL
        (SELECT * FROM of_epoch WHERE (last_ms, last_seq) > ($5::bigint, $6::integer)
          ORDER BY last_ms, last_seq LIMIT 1)
      )
      SELECT u.entry_ms, u.entry_seq
        FROM found f CROSS JOIN LATERAL unnest(f.entry_ms, f.entry_seq) AS u(entry_ms, entry_seq)
       WHERE (u.entry_ms, u.entry_seq) > ($3::bigint, $4::integer)
         AND (u.entry_ms, u.entry_seq) <= ($5::bigint, $6::integer)
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
    if (batch.isOfOffers()) return judge(OFFER, fence, batch, batch.addOffersTo(judged));
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
    return judge(JUDGE, fence, batch, batch.addOthersTo(batch.addTo(head)));
  }

  private Future<List<Judgement>> judge(String sql, Fence fence, LedgerBatch batch, Tuple values) {
    return postgres
        .preparedQuery(sql)
        .execute(values)
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
    var outcome = Outcome.valueOf(row.getString("outcome"));
    return switch (outcome) {
      case CONFIRMED, REJECTED ->
          Verdict.ofClaim(claim, Rejection.ofText(row.getString("reason")), decidedMs);
      case CANCELLED -> Verdict.cancelled(claim, decidedMs, row.getLong("back_ms"));
      case KEPT -> Verdict.kept(claim, decidedMs);
      case MOVED -> Verdict.moved(claim, decidedMs, row.getLong("back_ms"));
      case STAYED -> Verdict.stayed(claim, Rejection.ofText(row.getString("reason")), decidedMs);
      case OFFERED, DECLINED, ENDED -> Verdict.ofOffer(claim, outcome, decidedMs);
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

  /** Which lines of this epoch after one, up to and with another, have a verdict. */
  Future<Set<EntryId>> judged(int partition, int epoch, EntryId after, EntryId upTo) {
    return postgres
        .preparedQuery(JUDGED)
        .execute(Tuple.of(partition, epoch, after.ms(), after.seq(), upTo.ms(), upTo.seq()))
        .map(
            rows -> {
              var judged = new HashSet<EntryId>();
              for (var row : rows) {
                judged.add(new EntryId(row.getLong("entry_ms"), row.getInteger("entry_seq")));
              }
              return judged;
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
