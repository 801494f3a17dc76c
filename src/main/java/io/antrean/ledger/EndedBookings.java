package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord.State;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tells Redis of bookings that ended otherwise than by the ledger: not come, completed, postponed.
 * Whoever ends one has left a row in {@code ended_booking} with the same commit; the partition's
 * owner reads it, settles record and holders ({@code redis/ended.lua}), and deletes it. Whatever it
 * is stopped at, the rows are there still, and to tell them again changes nothing.
 */
final class EndedBookings {

  /** An idle owner has ten turns a second: PostgreSQL need not be asked in each of them. */
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** While one of the party is there, the record stays as it is. */
  private static final char OPEN = '-';

  private static final String PAGE =
      """
      SELECT e.no, e.booking, e.person, min(b.service) AS service,
             bool_or(b.state IN ('CONFIRMED', 'CHECKED_IN')) AS open,
             (array_agg(b.state ORDER BY b.member))[1] AS state
        FROM (SELECT * FROM ended_booking WHERE partition = $1::smallint
               ORDER BY no LIMIT $2::integer) e
        JOIN booking b ON b.id = e.booking AND b.state <> 'MOVED'
       GROUP BY e.no, e.booking, e.person
       ORDER BY e.no
      """;

  /**
   * Only by whom PostgreSQL has as the owner in this epoch: a recovery reads the rows' bookings.
   */
  private static final String TOLD =
      """
      DELETE FROM ended_booking
       WHERE no = ANY ($4::bigint[]) AND EXISTS (
         SELECT FROM partition WHERE id = $1::smallint AND epoch = $2::integer AND owner = $3::uuid)
      """;

  private static final class Ended {
    final String service;
    final char letter;
    final List<UUID> persons = new ArrayList<>();

    Ended(Row row) {
      service = row.getString("service");
      letter = row.getBoolean("open") ? OPEN : State.valueOf(row.getString("state")).letter();
    }
  }

  private final RedisLink redis;
  private final SqlConnection postgres;
  private final LedgerMetrics metrics;
  private final int batchMax;
  private final Script script = Script.load("ended");
  private boolean more;
  private long askedNanos = System.nanoTime() - EVERY_NANOS;

  EndedBookings(RedisLink redis, SqlConnection postgres, LedgerMetrics metrics, int batchMax) {
    this.redis = redis;
    this.postgres = postgres;
    this.metrics = metrics;
    this.batchMax = batchMax;
  }

  /** Tells a batch; false when Redis is in another world. */
  Future<Boolean> run(Fence fence) {
    var now = System.nanoTime();
    if (!more && now - askedNanos < EVERY_NANOS) return Future.succeededFuture(true);
    askedNanos = now;
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(fence.partition(), batchMax))
        .onSuccess(rows -> more = rows.size() == batchMax)
        .compose(rows -> rows.size() == 0 ? Future.succeededFuture(true) : tell(fence, rows));
  }

  private Future<Boolean> tell(Fence fence, RowSet<Row> rows) {
    var bookings = new HashMap<UUID, Ended>();
    var numbers = new ArrayList<Long>();
    for (var row : rows) {
      var one = bookings.computeIfAbsent(row.getUUID("booking"), id -> new Ended(row));
      one.persons.add(row.getUUID("person"));
      numbers.add(row.getLong("no"));
    }
    return redis
        .eval(script, PartitionKeys.epoch(fence.partition()), arguments(fence, bookings))
        .compose(
            reply -> {
              if (!reply.get(0).toString().equals("OPEN")) return Future.succeededFuture(false);
              metrics.ended(reply.get(1).toInteger());
              return told(fence, numbers).map(true);
            });
  }

  private static List<Buffer> arguments(Fence fence, Map<UUID, Ended> bookings) {
    var args = new ArrayList<Buffer>(1 + 2 * bookings.size());
    args.add(Buffer.buffer(Integer.toString(fence.epoch())));
    bookings.forEach(
        (claim, ended) -> {
          var packed = Bytes.append(Buffer.buffer(), claim).appendByte((byte) ended.letter);
          for (var person : ended.persons) Bytes.append(packed, person);
          args.add(packed);
          args.add(Buffer.buffer(ended.service));
        });
    return args;
  }

  private Future<Void> told(Fence fence, List<Long> numbers) {
    var told = Tuple.of(fence.partition(), fence.epoch(), fence.owner());
    told.addArrayOfLong(numbers.toArray(Long[]::new));
    return postgres.preparedQuery(TOLD).execute(told).mapEmpty();
  }
}
