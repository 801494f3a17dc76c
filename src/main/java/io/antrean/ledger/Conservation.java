package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits a partition's releases for as long as this node owns it, one a turn of the ledger: then
 * everything up to PostgreSQL's position is settled and nothing moves but claims. What those change
 * while the seats are read is gone from the next audit; only a difference that stays is believed.
 */
final class Conservation {

  private static final Logger log = LoggerFactory.getLogger(Conservation.class);

  /** While there are entries to write, audits are so many times rarer. */
  private static final int RARER_WHILE_BUSY = 10;

  /** A long audit is followed by a rest of so many times as long: the ledger waits for audits. */
  private static final int REST = 4;

  private static final long TOLD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long TOLD_AT_LEAST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Duration AUDIT_MAX = Duration.ofSeconds(10);
  private static final int SEATS_LOGGED_MAX = 20;

  /** What the audits before found of a release. */
  private static final class Seen {
    long auditedAtNanos;
    long toldAtNanos;
    Audit told;
    int toldDifference;
    Set<String> found = Set.of();
    Set<String> logged = Set.of();
  }

  private final World world;
  private final RedisSeatsReader redis;
  private final PostgresSeatsReader postgres;
  private final Catalogue catalogue;
  private final long everyNanos;
  private final LedgerMetrics metrics;
  private final ConservationRepository audits;
  private final Map<UUID, Seen> releases = new HashMap<>();
  private UUID again;
  private long restNanos;
  private long endedNanos = System.nanoTime();
  private boolean telling;
  private boolean closed;

  Conservation(
      World world,
      RedisSeatsReader redis,
      PostgresSeatsReader postgres,
      Catalogue catalogue,
      Duration every,
      LedgerMetrics metrics,
      ConservationRepository audits) {
    this.world = world;
    this.redis = redis;
    this.postgres = postgres;
    this.catalogue = catalogue;
    this.everyNanos = every.toNanos();
    this.metrics = metrics;
    this.audits = audits;
  }

  /** CONSERVATION when a difference stays, else OPEN. It never fails: the ledger goes on. */
  Future<String> run(PartitionRow row, UUID owner, boolean idle) {
    var started = System.nanoTime();
    var rest = idle ? restNanos : RARER_WHILE_BUSY * restNanos;
    if (started - endedNanos < rest) return Future.succeededFuture("OPEN");
    var release = next(row.id(), started);
    if (release == null) return Future.succeededFuture("OPEN");
    return Future.all(redis.of(release, row), postgres.of(release))
        .timeout(AUDIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
        .compose(both -> judge(release, both, row, owner))
        .otherwise(
            failure -> {
              log.warn(
                  "event=conservation-pauses partition={} release={} reason={}",
                  row.id(),
                  release.id(),
                  failure.toString());
              return "OPEN";
            })
        .onComplete(
            done -> {
              endedNanos = System.nanoTime();
              restNanos = Math.max(everyNanos, REST * (endedNanos - started));
            });
  }

  /** The one that was looked at longest ago; or the last one again, to see whether it stays. */
  private Release next(int partition, long now) {
    var present = catalogue.releasesOfPartition(partition);
    var ids = present.stream().map(Release::id).collect(Collectors.toSet());
    releases
        .keySet()
        .removeIf(
            id -> {
              if (ids.contains(id)) return false;
              metrics.differenceEnds(id);
              return true;
            });
    Release oldest = null;
    long age = -1;
    for (var release : present) {
      if (release.id().equals(again)) return release;
      var seen = releases.get(release.id());
      var itsAge = seen == null ? Long.MAX_VALUE : now - seen.auditedAtNanos;
      if (itsAge <= age) continue;
      oldest = release;
      age = itsAge;
    }
    return oldest;
  }

  /** A Redis that was emptied meanwhile disagrees about nothing: it is another world. */
  private Future<String> judge(
      Release release, CompositeFuture both, PartitionRow row, UUID owner) {
    return world
        .state(row.epoch())
        .map(
            word ->
                word.equals("OPEN")
                    ? judge(Audit.of(release, row, both.resultAt(0), both.resultAt(1)), row, owner)
                    : word);
  }

  private String judge(Audit audit, PartitionRow row, UUID owner) {
    if (closed) return "OPEN";
    var seen = releases.computeIfAbsent(audit.release(), id -> new Seen());
    var stays = new LinkedHashSet<>(audit.differences());
    stays.retainAll(seen.found);
    var isNew = audit.still() && stays.isEmpty() && !audit.differences().isEmpty();
    again = isNew || !stays.isEmpty() && !stays.equals(seen.logged) ? audit.release() : null;
    seen.found = audit.differences();
    seen.auditedAtNanos = System.nanoTime();
    metrics.difference(audit.release(), stays.size());
    if (!stays.equals(seen.logged)) say(row.id(), audit.release(), stays);
    seen.logged = stays;
    tell(row.fence(owner), audit, stays.size(), seen);
    return stays.isEmpty() ? "OPEN" : "CONSERVATION";
  }

  private static void say(int partition, UUID release, Set<String> stays) {
    if (stays.isEmpty()) {
      log.info("event=conservation-holds partition={} release={}", partition, release);
      return;
    }
    log.warn(
        "event=conservation-difference partition={} release={} count={} seats={}",
        partition,
        release,
        stays.size(),
        stays.stream().limit(SEATS_LOGGED_MAX).collect(Collectors.joining(" ")));
  }

  /** To all nodes, through PostgreSQL; nobody waits for it. */
  private void tell(Fence fence, Audit audit, int difference, Seen seen) {
    var now = System.nanoTime();
    if (telling || !isNews(seen, audit, difference, now)) return;
    telling = true;
    audits
        .put(fence, audit, difference)
        .onSuccess(
            done -> {
              seen.toldAtNanos = now;
              seen.told = audit;
              seen.toldDifference = difference;
            })
        .onFailure(failure -> log.debug("an audit could not be told", failure))
        .onComplete(done -> telling = false);
  }

  private static boolean isNews(Seen seen, Audit audit, int difference, long now) {
    if (seen.told == null || seen.toldDifference != difference) return true;
    var age = now - seen.toldAtNanos;
    var same =
        seen.told.redis().equals(audit.redis()) && seen.told.postgres().equals(audit.postgres());
    return age >= (same ? TOLD_AT_LEAST_EVERY_NANOS : TOLD_EVERY_NANOS);
  }

  void close() {
    closed = true;
    releases.keySet().forEach(metrics::differenceEnds);
    releases.clear();
  }
}
