package io.antrean.torture;

import io.antrean.torture.check.Checker;
import io.antrean.torture.check.Violation;
import io.antrean.torture.client.Asking;
import io.antrean.torture.client.Claimant;
import io.antrean.torture.client.History;
import io.antrean.torture.client.Http;
import io.antrean.torture.client.People;
import io.antrean.torture.client.Release;
import io.antrean.torture.client.Releases;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import io.antrean.torture.nemesis.Happened;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One opening of many seats and many people, each of whom asks until they know. */
final class Opening {

  private static final int LANES = 100;
  private static final int PERSONS_A_REQUEST = 5_000;
  private static final int ADMIN_TIMEOUT_MS = 30_000;
  private static final long LEAD_MS = 8_000;

  final Cluster cluster;
  final History history;
  private final Options options;
  private final Report report;
  private final Random random;
  private People people;
  private int seats;

  Opening(Options options, Path folder, Report report) throws IOException {
    this.options = options;
    this.report = report;
    random = new Random(options.seed);
    cluster = new Cluster(folder.resolve("run"), options.programs.toAbsolutePath(), options.jar);
    history = new History(folder.resolve("history.tsv"));
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
  }

  /** Makes the people and their release; the cluster has started. */
  Release prepare(int claimants, int seats) throws IOException {
    this.seats = seats;
    people = new People(cluster.folder().resolve("secrets/token"), 1);
    var releases = new Releases(people, history, 1, 2, 1, 0);
    try (var admin = new Http(cluster.toNodes().get(0).port(), ADMIN_TIMEOUT_MS)) {
      releases.setUp(admin);
      for (int i = 0; i < claimants; i += PERSONS_A_REQUEST) {
        people.make(admin, PERSONS_A_REQUEST);
      }
      // Every node must know of the service before a release of it is made there.
      Shell.sleep(1500);
      return releases.opening(admin, seats, LEAD_MS);
    }
  }

  /** All of them, who ask at once; a share of them a thread. */
  List<Thread> claimants(Release release) {
    return claimants(release, 0);
  }

  /** The same, with so long between one of a share and the next. */
  List<Thread> claimants(Release release, int paceMs) {
    var threads = new ArrayList<Thread>();
    var share = people.all().size() / LANES;
    for (int i = 0; i < LANES; i++) {
      var own = people.all().subList(i * share, (i + 1) * share);
      var asking = new Asking(cluster, history);
      var claimant = new Claimant(asking, release, own, history, random.nextLong(), paceMs);
      var thread = new Thread(claimant, "claimant-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  void waitFor(Release release) {
    var opensAt = release.opensAt().toEpochMilli();
    Shell.sleep(Math.max(0, opensAt - System.currentTimeMillis()));
    report.say("open");
  }

  /** The exit code, once everything has healed and all invariants were asked. */
  int judge(List<Happened> happened) throws Exception {
    var patienceMs = options.patienceSeconds * 1000L;
    var found = new ArrayList<Violation>(new Drain(cluster, history, patienceMs).run());
    var checker = new Checker(cluster, history, happened);
    found.addAll(checker.check());
    found.addAll(checker.checkFiles());
    report.table(history.words(), found);
    report.say(
        "%d claimants, %d seats, %d confirmed, %d promises broken"
            .formatted(people.all().size(), seats, history.confirmed(), found.size()));
    return found.isEmpty() ? 0 : 1;
  }

  void end() throws IOException {
    cluster.stop();
    history.close();
  }
}
