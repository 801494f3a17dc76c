package io.antrean.torture.nemesis;

import io.antrean.torture.client.Mood;
import io.antrean.torture.client.People;
import io.antrean.torture.client.Releases;
import io.antrean.torture.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** All that may happen. */
public final class Nemeses {

  private Nemeses() {}

  /**
   * {@code awayMs}: how long PostgreSQL is away under a rush; {@code poison}: the server can set
   * aside what PostgreSQL does not take.
   */
  public static List<Nemesis> of(
      Cluster cluster,
      Releases releases,
      People people,
      Mood mood,
      Random random,
      long awayMs,
      boolean poison) {
    var all = new ArrayList<Nemesis>();
    all.addAll(NodeFaults.of(cluster, random));
    all.addAll(RedisFaults.of(cluster, random));
    all.addAll(PostgresFaults.of(cluster, random, awayMs));
    if (poison) all.add(PostgresFaults.poison(cluster));
    all.addAll(NetFaults.of(cluster, random));
    all.addAll(DiskFaults.of(cluster));
    all.addAll(DroppedPackets.of(cluster.redis().port(), cluster.postgres().port()));
    all.addAll(ClientFaults.of(cluster, releases, people, mood, random));
    return all;
  }
}
