package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.MovableClock;
import io.antrean.torture.cluster.RedisServer;
import io.antrean.torture.cluster.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What happens to Redis, its memory and its file. */
final class RedisFaults {

  /** What everysec may lose: the file is on disk up to where it was so long ago. */
  private static final long FSYNC_EVERY_MS = 1200;

  private static final long TORN_BYTES_MAX = 64 * 1024;

  private RedisFaults() {}

  static List<Nemesis> of(Cluster cluster, Random random) {
    var redis = cluster.redis();
    var all = new ArrayList<Nemesis>(clockFaults(redis.clock(), random));
    all.addAll(of(cluster, redis, random));
    return all;
  }

  /** By more than what the stores' clocks may differ by, and for long enough to be noticed. */
  private static List<Nemesis> clockFaults(MovableClock clock, Random random) {
    if (clock == null) return List.of();
    return List.of(
        moved("redis-clock-ahead", clock, random, 1),
        moved("redis-clock-behind", clock, random, -1));
  }

  private static Nemesis moved(String name, MovableClock clock, Random random, int direction) {
    return Fault.of(
        name,
        () -> {
          clock.moveBy(Duration.ofMillis(direction * (2000 + random.nextLong(8000))));
          Shell.sleep(3000 + random.nextInt(4000));
        },
        () -> clock.moveBy(Duration.ZERO));
  }

  private static List<Nemesis> of(Cluster cluster, RedisServer redis, Random random) {
    return List.of(
        Fault.of("redis-killed", redis::kill, redis::start),
        Fault.of("redis-restarted", redis::stop, redis::start),
        Fault.of(
            "redis-hangs",
            () -> {
              Shell.signal("STOP", redis.pid());
              Shell.sleep(500 + random.nextInt(3000));
            },
            () -> Shell.signal("CONT", redis.pid())),
        Fault.of("redis-emptied", () -> command(redis, "FLUSHALL"), () -> {}),
        new EmptiedUnderBacklog(cluster),
        Fault.of("redis-forgets-scripts", () -> command(redis, "SCRIPT", "FLUSH"), () -> {}),
        Fault.of("redis-file-cut-to-last-fsync", () -> cutBack(redis), redis::start),
        Fault.of("redis-file-torn", () -> tear(redis, random), redis::start),
        Fault.of("redis-stale-copy", () -> replace(cluster), redis::start));
  }

  static void command(RedisServer redis, Object... words) {
    try (var connection = redis.connect()) {
      connection.call(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As after a loss of power: what was written since the last fsync is gone. */
  private static void cutBack(RedisServer redis) {
    var synced = redis.length();
    Shell.sleep(FSYNC_EVERY_MS);
    redis.kill();
    redis.cut(synced);
  }

  /** The file ends in the middle of whatever it was writing. */
  private static void tear(RedisServer redis, Random random) {
    redis.kill();
    redis.cut(redis.length() - 1 - random.nextLong(TORN_BYTES_MAX));
  }

  /** As when a replica that had been cut off takes over. */
  private static void replace(Cluster cluster) {
    var copy = cluster.folder().resolve("stale-copy");
    cluster.redis().copyFiles(copy);
    Shell.sleep(2500);
    cluster.redis().kill();
    cluster.redis().replaceFiles(copy);
  }
}
