package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.PostgresServer;
import io.antrean.torture.cluster.RedisServer;
import io.antrean.torture.cluster.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Disks that are slow, that fail and that are full: by strace, and on small file systems. */
final class DiskFaults {

  private static final Path NOWHERE = Path.of("/dev/null");

  private DiskFaults() {}

  static List<Nemesis> of(Cluster cluster) {
    var redis = cluster.redis();
    var postgres = cluster.postgres();
    var all = new ArrayList<Nemesis>();
    if (cluster.hasSmallDisks()) {
      all.add(new Full("redis-disk-full", redis.folder(), () -> revive(redis)));
      all.add(new Full("postgres-disk-full", postgres.data(), () -> revive(postgres)));
    }
    if (Shell.run(NOWHERE, "strace", "-V") == 0) {
      var slow = "delay_enter=400000";
      var fails = "error=EIO";
      all.add(new Fsync("redis-fsync-stalled", cluster, slow));
      all.add(new Fsync("redis-fsync-fails", cluster, fails));
      all.add(new Fsync("postgres-fsync-stalled", cluster, slow));
      all.add(new Fsync("postgres-fsync-fails", cluster, fails));
    }
    return all;
  }

  private static void revive(RedisServer redis) {
    if (!redis.isAlive()) redis.start();
  }

  /** It ends itself when its log can not be written; what it does then is its own recovery. */
  private static void revive(PostgresServer postgres) {
    if (postgres.isAlive() && Shell.within(5000, () -> postgres.accepts() || !postgres.isAlive())) {
      if (postgres.isAlive()) return;
    }
    postgres.kill();
    postgres.start();
  }

  /** Whatever room there was is taken. */
  private record Full(String name, Path folder, Runnable revive) implements Nemesis {

    private String filler() {
      return folder.resolve("filler").toString();
    }

    @Override
    public void begin() {
      Shell.run(NOWHERE, "dd", "if=/dev/zero", "of=" + filler(), "bs=64k");
      Shell.sleep(1500);
    }

    @Override
    public void heal() {
      Shell.run(NOWHERE, "rm", filler());
      revive.run();
    }
  }

  /** What fsync and fdatasync do to a store, for a while. */
  private static final class Fsync implements Nemesis {
    private final String name;
    private final Cluster cluster;
    private final String what;
    private Process strace;

    Fsync(String name, Cluster cluster, String what) {
      this.name = name;
      this.cluster = cluster;
      this.what = what;
    }

    @Override
    public String name() {
      return name;
    }

    private boolean ofRedis() {
      return victim().equals("redis");
    }

    @Override
    public void begin() {
      var command = new ArrayList<String>(List.of("strace", "-f", "-qq", "-o", "/dev/null"));
      command.addAll(List.of("-e", "trace=fsync,fdatasync"));
      command.addAll(List.of("-e", "inject=fsync,fdatasync:" + what));
      var pids = ofRedis() ? List.of(cluster.redis().pid()) : cluster.postgres().pids();
      for (var pid : pids) command.addAll(List.of("-p", Long.toString(pid)));
      strace = Shell.start(command, cluster.logs().resolve("strace.log"), Map.of());
      Shell.sleep(2000);
    }

    @Override
    public void heal() {
      strace.destroy();
      if (!Shell.within(5000, () -> !strace.isAlive())) Shell.kill(strace);
      // After one fsync that failed Redis 7.0 refuses every write, and without a write it never
      // tries fsync again: an operator restarts it.
      if (ofRedis() && what.startsWith("error")) cluster.redis().stop();
      if (ofRedis()) revive(cluster.redis());
      else revive(cluster.postgres());
    }
  }
}
