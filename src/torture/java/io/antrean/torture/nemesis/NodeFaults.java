package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.ServerNode;
import io.antrean.torture.cluster.Shell;
import java.util.List;
import java.util.Random;

/** What happens to a server node. */
final class NodeFaults {

  private static final long READY_MS = 60_000;

  private NodeFaults() {}

  static List<Nemesis> of(Cluster cluster, Random random) {
    return List.of(
        new Killed(cluster, random), new Hangs(cluster, random), new Stopped(cluster, random));
  }

  private static ServerNode some(Cluster cluster, Random random) {
    return cluster.node(random.nextInt(Cluster.NODES));
  }

  private static void restart(ServerNode node) {
    node.start();
    Shell.within(READY_MS, node::isKeptReady);
  }

  /** kill -9, and started again. */
  private static final class Killed implements Nemesis {
    private final Cluster cluster;
    private final Random random;
    private ServerNode node;

    Killed(Cluster cluster, Random random) {
      this.cluster = cluster;
      this.random = random;
    }

    @Override
    public String name() {
      return "node-killed";
    }

    @Override
    public void begin() {
      node = some(cluster, random);
      node.kill();
    }

    @Override
    public void heal() {
      restart(node);
    }
  }

  /** SIGSTOP for longer than its lease: others take its partitions, then it goes on as if not. */
  private static final class Hangs implements Nemesis {
    private final Cluster cluster;
    private final Random random;
    private ServerNode node;

    Hangs(Cluster cluster, Random random) {
      this.cluster = cluster;
      this.random = random;
    }

    @Override
    public String name() {
      return "node-hangs";
    }

    @Override
    public void begin() {
      node = some(cluster, random);
      Shell.signal("STOP", node.pid());
      Shell.sleep(Cluster.LEASE_MS + 500 + random.nextInt(1500));
    }

    @Override
    public void heal() {
      Shell.signal("CONT", node.pid());
    }
  }

  /** A graceful stop under load, as in a roll-out. */
  private static final class Stopped implements Nemesis {
    private final Cluster cluster;
    private final Random random;
    private ServerNode node;

    Stopped(Cluster cluster, Random random) {
      this.cluster = cluster;
      this.random = random;
    }

    @Override
    public String name() {
      return "node-stopped-gracefully";
    }

    @Override
    public void begin() {
      node = some(cluster, random);
      if (!node.stop()) throw new IllegalStateException("a node did not end within 40 s of TERM");
    }

    @Override
    public void heal() {
      restart(node);
    }
  }
}
