package io.antrean.torture;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import io.antrean.torture.nemesis.Happened;
import java.nio.file.Path;
import java.util.List;

/**
 * A run for the sceptic: within ten seconds of an opening PostgreSQL, Redis and a node are killed,
 * then everything comes back, and all who waited ask until they know.
 */
final class Sceptic {

  private static final int CLAIMANTS = 20_000;
  private static final int SEATS = 5_000;
  private static final int FIRST = 200;
  private static final long FIRST_MS = 7000;

  private final Opening opening;
  private final Report report;
  private final Cluster cluster;

  Sceptic(Options options, Path folder, Report report) throws Exception {
    this.report = report;
    opening = new Opening(options, folder, report);
    cluster = opening.cluster;
  }

  int run() throws Exception {
    try {
      cluster.start();
      var release = opening.prepare(CLAIMANTS, SEATS);
      var claimants = opening.claimants(release);
      opening.waitFor(release);
      var happened = killAll();
      for (var claimant : claimants) claimant.join();
      return opening.judge(happened);
    } finally {
      opening.end();
    }
  }

  private List<Happened> killAll() {
    var began = System.currentTimeMillis();
    // What was not said yet can not be lost.
    Shell.within(FIRST_MS, () -> opening.history.confirmed() >= FIRST);
    cluster.postgres().kill();
    report.say("killed PostgreSQL; " + opening.history.confirmed() + " are confirmed");
    Shell.sleep(500);
    cluster.redis().kill();
    report.say("killed Redis");
    Shell.sleep(500);
    cluster.node(0).kill();
    report.say("killed a node");
    Shell.sleep(3000);
    cluster.postgres().start();
    cluster.redis().start();
    cluster.node(0).start();
    report.say("all are started again");
    return List.of(new Happened("redis-killed", began, System.currentTimeMillis()));
  }
}
