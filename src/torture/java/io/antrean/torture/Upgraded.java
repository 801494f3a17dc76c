package io.antrean.torture;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A rolling upgrade while people claim: nodes of an earlier version serve; one after the other is
 * stopped and started with this one, which brings the schema and the scripts up to date while the
 * others go on.
 */
final class Upgraded {

  private static final int CLAIMANTS = 20_000;
  private static final int SEATS = 20_000;
  private static final int A_STEP = 2_000;

  /** Two hundred of them a second or so: they are still coming when the last node is new. */
  private static final int PACE_MS = 500;

  private static final long READY_MS = 60_000;
  private static final long RUSH_MS = 60_000;

  private final Options options;
  private final Opening opening;
  private final Report report;
  private final Cluster cluster;

  Upgraded(Options options, Path folder, Report report) throws Exception {
    if (!Files.isRegularFile(options.before)) {
      throw new IllegalArgumentException("--before: there is no " + options.before);
    }
    this.options = options;
    this.report = report;
    opening = new Opening(options, folder, report);
    cluster = opening.cluster;
  }

  int run() throws Exception {
    try {
      cluster.nodes().forEach(node -> node.runs(options.before));
      cluster.start();
      var release = opening.prepare(CLAIMANTS, SEATS);
      var claimants = opening.claimants(release, PACE_MS);
      opening.waitFor(release);
      for (int i = 0; i < Cluster.NODES; i++) {
        var enough = (i + 1) * A_STEP;
        Shell.within(RUSH_MS, () -> opening.history.confirmed() >= enough);
        var node = cluster.node(i);
        if (!node.stop()) report.say("node " + i + " had to be ended by force");
        node.runs(options.jar);
        node.start();
        if (!Shell.within(READY_MS, node::isReady)) throw new IllegalStateException("not ready");
        report.say("node " + i + " is new; " + opening.history.confirmed() + " are confirmed");
      }
      for (var claimant : claimants) claimant.join();
      return opening.judge(List.of());
    } finally {
      opening.end();
    }
  }
}
