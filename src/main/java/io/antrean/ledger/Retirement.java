package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimRecord;
import io.antrean.ledger.World.Guard;
import io.antrean.ledger.World.Writes;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a release that is over out of Redis: a while after its last slot, when nothing of it is
 * HELD or withheld, it is retired in PostgreSQL; when every node knows that, its keys and the
 * records of its claims are forgotten. Whatever it is stopped at, the next owner goes on.
 *
 * <p>Who holds an open booking stays in Redis, so that the person is refused there.
 */
final class Retirement {

  private static final Logger log = LoggerFactory.getLogger(Retirement.class);

  /** By then every node has read that the release is retired. */
  private static final Duration ALL_KNOW_AFTER = Duration.ofSeconds(10);

  /** One that PostgreSQL says is not to be retired yet is asked for again so much later. */
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

  /** So many claims a call: a call must not stall Redis. */
  private static final int CLAIMS_A_CALL = 1000;

  private static final int ID = 16;
  private static final Future<String> DONE = Future.succeededFuture("DONE");

  /** How the names of a release's keys end. */
  static final List<String> PARTS =
      List.of("", ":slots", ":starts", ":bits", ":given", ":taken", ":ids", ":cool", ":line");

  private final RedisLink redis;
  private final World world;
  private final RetirementRepository repository;
  private final Catalogue catalogue;
  private final Duration after;
  private final LongSupplier redisNowMs;
  private final Map<UUID, Long> laterNanos = new HashMap<>();

  Retirement(
      RedisLink redis,
      World world,
      RetirementRepository repository,
      Catalogue catalogue,
      Duration after,
      LongSupplier redisNowMs) {
    this.redis = redis;
    this.world = world;
    this.repository = repository;
    this.catalogue = catalogue;
    this.after = after;
    this.redisNowMs = redisNowMs;
  }

  /** Retires what is over and forgets what is retired. */
  Future<Void> run(Guard guard, Fence fence) {
    laterNanos.keySet().removeIf(id -> catalogue.release(id) == null);
    var over = new ArrayList<Release>();
    for (var release : catalogue.releasesOfPartition(fence.partition())) {
      var isOver = release.lastSlotAt().plus(after).toEpochMilli() <= redisNowMs.getAsLong();
      if (isOver) over.add(release);
    }
    // All of them or none: those that wait for each other have to be asked for together.
    return (over.stream().allMatch(this::isToWait) ? DONE : retire(guard, fence, over))
        .compose(done -> forget(guard, fence.partition()));
  }

  private Future<String> retire(Guard guard, Fence fence, List<Release> over) {
    var settled = new ArrayList<Release>();
    return InTurn.each(
            over,
            "DONE",
            release ->
                isSettled(guard, fence, release)
                    .map(
                        is -> {
                          if (is) settled.add(release);
                          return "DONE";
                        }))
        .compose(
            done ->
                settled.stream().allMatch(this::isToWait)
                    ? DONE
                    : repository
                        .retire(fence, settled.stream().map(Release::id).toList())
                        .map(retired -> noted(settled, retired)));
  }

  /**
   * Whether PostgreSQL has said the last word of all of it. It is closed first: from then on
   * nothing of it can become HELD, whatever the clocks do.
   */
  private Future<Boolean> isSettled(Guard guard, Fence fence, Release release) {
    var key = PartitionKeys.release(fence.partition(), guard.epoch(), release.id());
    var close = new Writes().add("HSET", key, "closed", 1);
    return open(key)
        .compose(
            loaded -> loaded == null ? Future.succeededFuture() : world.build(guard, null, close))
        .compose(closed -> "OTHER".equals(closed) ? Future.succeededFuture(1L) : open(key))
        .map(open -> open == null || open == 0);
  }

  private String noted(List<Release> settled, Set<UUID> retired) {
    for (var release : settled) {
      if (retired.contains(release.id())) {
        laterNanos.remove(release.id());
        log.info("event=release-retired release={}", release.id());
      } else {
        laterNanos.put(release.id(), System.nanoTime() + AGAIN_AFTER.toNanos());
      }
    }
    return "DONE";
  }

  private boolean isToWait(Release release) {
    var later = laterNanos.get(release.id());
    return later != null && System.nanoTime() - later < 0;
  }

  /** Seats of which PostgreSQL has not said the last word; null when the release is not loaded. */
  private Future<Long> open(String key) {
    var counts = Request.cmd(Command.HMGET).arg(key).arg("opens_at");
    counts.arg("held").arg("withheld").arg("offered");
    return redis
        .send(counts)
        .map(
            c -> {
              if (c.get(0) == null) return null;
              var offered = c.get(3) == null ? 0 : c.get(3).toLong();
              return c.get(1).toLong() + c.get(2).toLong() + offered;
            });
  }

  private Future<Void> forget(Guard guard, int partition) {
    return world
        .members(PartitionKeys.releases(partition, guard.epoch()))
        .compose(
            loaded -> {
              loaded.removeIf(release -> catalogue.release(release) != null);
              return loaded.isEmpty()
                  ? Future.succeededFuture(Set.<UUID>of())
                  : repository.retired(loaded, ALL_KNOW_AFTER);
            })
        .compose(
            retired ->
                InTurn.each(
                    retired,
                    "DONE",
                    release -> forgetClaims(guard, partition, release, 0).map("DONE")))
        .mapEmpty();
  }

  private Future<Void> forgetClaims(Guard guard, int partition, UUID release, int from) {
    var key = PartitionKeys.release(partition, guard.epoch(), release);
    var ids =
        Request.cmd(Command.GETRANGE)
            .arg(key + ":ids")
            .arg(from)
            .arg(from + CLAIMS_A_CALL * ID - 1);
    return redis
        .send(ids)
        .compose(
            found -> {
              var claims = found.toBuffer();
              if (claims.length() == 0) return forgetKeys(guard, partition, release);
              return own(guard, partition, release, claims)
                  .compose(own -> own.isEmpty() ? DONE : forgetRecords(guard, partition, own))
                  .compose(
                      done ->
                          done.equals("DONE")
                              ? forgetClaims(guard, partition, release, from + claims.length())
                              : Future.succeededFuture());
            });
  }

  /** Those of the claims whose booking was not moved to another release, where it is needed. */
  private Future<List<Buffer>> own(Guard guard, int partition, UUID release, Buffer claims) {
    var look = Request.cmd(Command.HMGET).arg(PartitionKeys.claims(partition, guard.epoch()));
    var ids = new ArrayList<Buffer>();
    for (int at = 0; at + ID <= claims.length(); at += ID) {
      ids.add(claims.slice(at, at + ID));
      look.arg(ids.get(ids.size() - 1));
    }
    return redis
        .send(look)
        .map(
            records -> {
              var own = new ArrayList<Buffer>();
              for (int i = 0; i < ids.size(); i++) {
                if (records.get(i) == null) continue;
                var record = ClaimRecord.read(records.get(i).toBuffer(), 0);
                if (record.release().equals(release)) own.add(ids.get(i));
              }
              return own;
            });
  }

  private Future<String> forgetRecords(Guard guard, int partition, List<Buffer> claims) {
    var words = new ArrayList<Object>();
    words.add("HDEL");
    words.add(PartitionKeys.claims(partition, guard.epoch()));
    words.addAll(claims);
    return world.build(guard, null, new Writes().add(words));
  }

  private Future<Void> forgetKeys(Guard guard, int partition, UUID release) {
    var key = PartitionKeys.release(partition, guard.epoch(), release);
    var writes = new Writes();
    for (var part : PARTS) writes.add("UNLINK", key + part);
    writes.add("HDEL", PartitionKeys.waitedFor(partition, guard.epoch()), release);
    writes.add("SREM", PartitionKeys.releases(partition, guard.epoch()), release);
    return world.build(guard, null, writes).mapEmpty();
  }
}
