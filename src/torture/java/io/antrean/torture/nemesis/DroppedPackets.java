package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Shell;
import java.nio.file.Path;
import java.util.List;

/**
 * Packets that come to a port are dropped by the kernel, both ways: nobody is told. Only in a
 * network name space of the run's own.
 */
record DroppedPackets(String name, int port) implements Nemesis {

  private static final Path NOWHERE = Path.of("/dev/null");

  /** None, unless we are where we may. */
  static List<Nemesis> of(int redisPort, int postgresPort) {
    if (!"1".equals(System.getenv("TORTURE_OWN_NETWORK"))) return List.of();
    if (Shell.run(NOWHERE, "nft", "add", "table", "inet", "torture") != 0) return List.of();
    return List.of(
        new DroppedPackets("redis-packets-dropped", redisPort),
        new DroppedPackets("postgres-packets-dropped", postgresPort));
  }

  @Override
  public void begin() {
    nft("add chain inet torture drops { type filter hook input priority 0 ; }");
    nft("add rule inet torture drops tcp dport " + port + " drop");
    nft("add rule inet torture drops tcp sport " + port + " drop");
    Shell.sleep(1500);
  }

  @Override
  public void heal() {
    nft("flush chain inet torture drops");
  }

  private static void nft(String command) {
    var words = ("nft " + command).split(" ");
    if (Shell.run(NOWHERE, words) != 0) throw new IllegalStateException("failed: " + command);
  }
}
