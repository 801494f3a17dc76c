package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.claim.Bytes;
import io.antrean.ledger.World.Guard;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Tells one partition who is blocked after no-shows ({@code redis/blocks.lua}), ahead of any rush:
 * a claim finds it where it looks for holders anyway. All of them when the partition is rebuilt,
 * has a new owner or a new service; from then on what has changed.
 */
final class Blocks {

  /** An idle owner has ten turns a second: PostgreSQL need not be asked in each of them. */
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int PERSONS_A_CALL = 500;

  /** A transaction may be committed so long after the instant that it has written down. */
  private static final long LATE_COMMITS_MS = 30_000;

  private static final String ALL =
      """
      SELECT person, (extract(epoch FROM until) * 1000)::bigint AS until_ms FROM person_block
       WHERE person > $1::uuid AND until > now() ORDER BY person LIMIT $2::integer
      """;

  /** One row at least, since PostgreSQL's clock is asked for too. */
  private static final String CHANGED =
      """
      SELECT now.at, b.person,
             (extract(epoch FROM greatest(b.until, 'epoch')) * 1000)::bigint AS until_ms
        FROM (SELECT now() AS at) now
        LEFT JOIN person_block b
          ON b.changed_at > $1::timestamptz - $2::bigint * interval '1 millisecond'
      """;

  private static final UUID FIRST = new UUID(0, 0);

  private final RedisLink redis;
  private final SqlConnection postgres;
  private final Catalogue catalogue;
  private final int partition;
  private final Script script = Script.load("blocks");
  private Set<String> services = Set.of();
  private OffsetDateTime readAt;
  private long askedNanos = System.nanoTime();
  private Map<UUID, Long> lately = Map.of();

  Blocks(RedisLink redis, SqlConnection postgres, Catalogue catalogue, int partition) {
    this.redis = redis;
    this.postgres = postgres;
    this.catalogue = catalogue;
    this.partition = partition;
  }

  /** A new epoch: what was told in the one before says nothing. */
  void begin() {
    readAt = null;
  }

  /** Tells what has changed, or all where that is not known; false in another world. */
  Future<Boolean> run(Guard guard) {
    var present = new TreeSet<String>();
    for (var release : catalogue.releasesOfPartition(partition)) {
      present.add(release.service().id());
    }
    if (readAt == null || !services.containsAll(present)) return all(guard, present);
    var now = System.nanoTime();
    if (now - askedNanos < EVERY_NANOS) return Future.succeededFuture(true);
    askedNanos = now;
    return changed(guard);
  }

  /** Fails when Redis is in another world than the guard's. */
  Future<Void> rebuild(Guard guard) {
    begin();
    return run(guard)
        .compose(done -> done ? Future.succeededFuture() : Recovery.must(OTHER))
        .mapEmpty();
  }

  private static final Future<String> OTHER = Future.succeededFuture("OTHER");

  private Future<Boolean> all(Guard guard, Set<String> present) {
    services = present;
    readAt = null;
    lately = Map.of();
    var seen = new HashSet<UUID>();
    return changedSince(null)
        .compose(
            now ->
                page(guard, FIRST, seen)
                    .compose(done -> done ? lift(guard, seen) : Future.succeededFuture(false))
                    .onSuccess(
                        done ->
                            readAt = done ? now.iterator().next().getOffsetDateTime("at") : null));
  }

  private Future<Boolean> page(Guard guard, UUID after, Set<UUID> seen) {
    return postgres
        .preparedQuery(ALL)
        .execute(Tuple.of(after, PERSONS_A_CALL))
        .compose(
            rows -> {
              var blocked = new HashMap<UUID, Long>();
              var last = after;
              for (var row : rows) {
                last = row.getUUID("person");
                blocked.put(last, row.getLong("until_ms"));
              }
              seen.addAll(blocked.keySet());
              if (rows.size() < PERSONS_A_CALL) return tell(guard, blocked);
              var next = last;
              return tell(guard, blocked)
                  .compose(done -> done ? page(guard, next, seen) : Future.succeededFuture(false));
            });
  }

  /** What an owner before had told and PostgreSQL has no more: its end was not heard here. */
  private Future<Boolean> lift(Guard guard, Set<UUID> seen) {
    var blocks =
        Request.cmd(Command.ZRANGE)
            .arg(PartitionKeys.blocks(partition, guard.epoch()))
            .arg(0)
            .arg(-1);
    return redis
        .send(blocks)
        .compose(
            told -> {
              var over = new HashMap<UUID, Long>();
              for (var one : told) {
                var person = Bytes.uuid(one.toBuffer(), 0);
                if (!seen.contains(person)) over.put(person, 0L);
              }
              return over.isEmpty() ? Future.succeededFuture(true) : tell(guard, over);
            });
  }

  private Future<Boolean> changed(Guard guard) {
    return changedSince(readAt)
        .compose(
            rows -> {
              var now = new HashMap<UUID, Long>();
              var news = new HashMap<UUID, Long>();
              OffsetDateTime at = null;
              for (var row : rows) {
                at = row.getOffsetDateTime("at");
                var person = row.getUUID("person");
                if (person == null) continue;
                now.put(person, row.getLong("until_ms"));
                if (!row.getLong("until_ms").equals(lately.get(person))) {
                  news.put(person, row.getLong("until_ms"));
                }
              }
              var readNow = at;
              return tell(guard, news)
                  .onSuccess(
                      done -> {
                        if (!done) return;
                        lately = now;
                        readAt = readNow;
                      });
            });
  }

  private Future<Iterable<Row>> changedSince(OffsetDateTime since) {
    return postgres
        .preparedQuery(CHANGED)
        .execute(Tuple.of(since, LATE_COMMITS_MS))
        .map(rows -> rows);
  }

  /** In calls of bounded size. */
  private Future<Boolean> tell(Guard guard, Map<UUID, Long> blocked) {
    if (blocked.isEmpty()) return Future.succeededFuture(true);
    var calls = new ArrayList<List<Buffer>>();
    for (var one : blocked.entrySet()) {
      var last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
      if (last == null || last.size() == PERSONS_A_CALL) calls.add(last = new ArrayList<>());
      last.add(Bytes.append(Buffer.buffer(24), one.getKey()).appendLong(one.getValue()));
    }
    return InTurn.each(calls, "DONE", persons -> call(guard, persons)).map("DONE"::equals);
  }

  private Future<String> call(Guard guard, List<Buffer> persons) {
    var args = new ArrayList<Buffer>(4 + services.size() + persons.size());
    args.add(Buffer.buffer(Integer.toString(guard.epoch())));
    args.add(Buffer.buffer(guard.state()));
    args.add(Buffer.buffer(guard.runId()));
    args.add(Buffer.buffer(Integer.toString(services.size())));
    for (var service : services) args.add(Buffer.buffer(service));
    args.addAll(persons);
    return redis.eval(script, PartitionKeys.epoch(partition), args).map(Object::toString);
  }
}
