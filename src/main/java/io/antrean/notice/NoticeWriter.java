package io.antrean.notice;

import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes notices of what was committed into the outbox, a partition at a time: who was confirmed is
 * read from the verdicts behind a cursor, which moves in the same transaction; every other change
 * from {@code booking_change}. Whichever node gets to it: the cursor's row is the lock, so one
 * booking's notices are written by one after the other.
 */
final class NoticeWriter {

  private static final String CONFIRMED = SqlFile.read("notices_confirmed");
  private static final String CHANGED = SqlFile.read("notices_changed");

  private static final String NEW_CURSORS =
      "INSERT INTO notice_cursor (partition) SELECT id FROM partition ON CONFLICT DO NOTHING";

  /** The partitions that have something: an idle installation is asked this and nothing else. */
  private static final String AHEAD =
      """
      SELECT c.partition FROM notice_cursor c JOIN partition p ON p.id = c.partition
       WHERE EXISTS (
           SELECT FROM verdicts v
            WHERE v.partition = c.partition
              AND (v.epoch, v.last_ms, v.last_seq) > (c.epoch, c.last_ms, c.last_seq)
              AND (v.epoch = p.epoch OR v.epoch <= p.drained))
          OR EXISTS (
           SELECT FROM booking_change h WHERE h.partition = c.partition AND NOT h.noticed)
       ORDER BY c.partition
      """;

  private static final String LOCK =
      "SELECT FROM notice_cursor WHERE partition = $1 FOR UPDATE SKIP LOCKED";

  private static final String CHANGES =
      """
      SELECT no FROM booking_change WHERE partition = $1 AND NOT noticed ORDER BY no LIMIT $2
      """;

  private final Pool postgres;
  private final boolean byMail;
  private final int batch;

  NoticeWriter(Pool postgres, boolean byMail, int batch) {
    this.postgres = postgres;
    this.byMail = byMail;
    this.batch = batch;
  }

  /** Partitions that came to be since are walked from their beginning. */
  Future<Void> start() {
    return postgres.query(NEW_CURSORS).execute().mapEmpty();
  }

  /** One batch of each partition that has something; whether one of them has more. */
  Future<Boolean> turn() {
    return postgres
        .query(AHEAD)
        .execute()
        .compose(
            rows -> {
              var turns = Future.succeededFuture(false);
              for (var row : rows) {
                var partition = row.getInteger("partition");
                turns = turns.compose(more -> turn(partition).map(has -> has || more));
              }
              return turns;
            });
  }

  /** A batch of one partition; false also when another node is at it. */
  private Future<Boolean> turn(int partition) {
    return postgres.withTransaction(
        tx ->
            tx.preparedQuery(LOCK)
                .execute(Tuple.of(partition))
                .compose(
                    locked ->
                        locked.size() == 0 ? Future.succeededFuture(false) : write(tx, partition)));
  }

  /**
   * The changes are read first: whatever was confirmed before one of them is then seen by the
   * statement after, and is written before it.
   */
  private Future<Boolean> write(SqlClient tx, int partition) {
    return tx.preparedQuery(CHANGES)
        .execute(Tuple.of(partition, batch))
        .compose(
            changes ->
                tx.preparedQuery(CONFIRMED)
                    .execute(Tuple.of(partition, batch, byMail, Kind.CONFIRMED.text()))
                    .compose(
                        confirmed -> {
                          var row = confirmed.iterator().next();
                          var more = row.getBoolean("more");
                          if (more || row.getBoolean("waits") || changes.size() == 0) {
                            return Future.succeededFuture(more);
                          }
                          return changed(tx, partition, changes).map(changes.size() == batch);
                        }));
  }

  private Future<Void> changed(SqlClient tx, int partition, RowSet<Row> changes) {
    var numbers = new ArrayList<Long>(changes.size());
    for (var row : changes) numbers.add(row.getLong("no"));
    var kinds = Kind.following();
    var values =
        Tuple.of(partition)
            .addArrayOfLong(numbers.toArray(Long[]::new))
            .addArrayOfString(texts(kinds.stream().map(Kind::follows).toList()))
            .addArrayOfString(texts(kinds.stream().map(Kind::text).toList()))
            .addBoolean(byMail);
    return tx.preparedQuery(CHANGED).execute(values).mapEmpty();
  }

  private static String[] texts(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
