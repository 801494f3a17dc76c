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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run for the sceptic: within ten seconds of an opening PostgreSQL, Redis and a node are killed,
 * then everything comes back, and all who waited ask until they know.
 */
final class Sceptic {

  private static final int CLAIMANTS = 20_000;
  private static final int SEATS = 5_000;
  private static final int FIRST = 200;
  private static final long FIRST_MS = 7000;
  private static final int LANES = 100;
  private static final int PERSONS_A_REQUEST = 5_000;
  private static final long LEAD_MS = 8_000;

  private final Options options;
  private final Report report;
  private final Random random;
  private final Cluster cluster;
  private final History history;

  Sceptic(Options options, Path folder, Report report) throws Exception {
    this.options = options;
    this.report = report;
    random = new Random(options.seed);
    cluster = new Cluster(folder.resolve("run"), options.programs.toAbsolutePath(), options.jar);
    history = new History(folder.resolve("history.tsv"));
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
  }

  int run() throws Exception {
    try {
      cluster.start();
      var people = new People(cluster.folder().resolve("secrets/token"), 1);
      var releases = new Releases(people, history, 1, 2, 1);
      Release release;
      try (var admin = new Http(cluster.toNodes().get(0).port(), 30_000)) {
        releases.setUp(admin);
        for (int i = 0; i < CLAIMANTS; i += PERSONS_A_REQUEST) {
          people.make(admin, PERSONS_A_REQUEST);
        }
        Shell.sleep(1500);
        release = releases.opening(admin, SEATS, LEAD_MS);
      }
      var claimants = claimants(people, release);
      var opensAt = release.opensAt().toEpochMilli();
      Shell.sleep(Math.max(0, opensAt - System.currentTimeMillis()));
      report.say("open");
      var happened = killAll();
      for (var claimant : claimants) claimant.join();
      return judge(happened);
    } finally {
      cluster.stop();
      history.close();
    }
  }

  private List<Thread> claimants(People people, Release release) {
    var threads = new ArrayList<Thread>();
    var share = CLAIMANTS / LANES;
    for (int i = 0; i < LANES; i++) {
      var own = people.all().subList(i * share, (i + 1) * share);
      var asking = new Asking(cluster, history);
      var claimant = new Claimant(asking, release, own, history, random.nextLong());
      var thread = new Thread(claimant, "claimant-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  private List<Happened> killAll() {
    var began = System.currentTimeMillis();
    // What was not said yet can not be lost.
    Shell.within(FIRST_MS, () -> history.confirmed() >= FIRST);
    cluster.postgres().kill();
    report.say("killed PostgreSQL; " + history.confirmed() + " are confirmed");
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

  private int judge(List<Happened> happened) throws Exception {
    var patienceMs = options.patienceSeconds * 1000L;
    var found = new ArrayList<Violation>(new Drain(cluster, history, patienceMs).run());
    var checker = new Checker(cluster, history, happened);
    found.addAll(checker.check());
    found.addAll(checker.checkFiles());
    report.table(history.words(), found);
    report.say(
        "%d claimants, %d seats, %d confirmed, %d promises broken"
            .formatted(CLAIMANTS, SEATS, history.confirmed(), found.size()));
    return found.isEmpty() ? 0 : 1;
  }
}
