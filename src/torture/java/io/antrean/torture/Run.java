package io.antrean.torture;

import io.antrean.torture.check.Checker;
import io.antrean.torture.check.Violation;
import io.antrean.torture.client.Asking;
import io.antrean.torture.client.History;
import io.antrean.torture.client.Http;
import io.antrean.torture.client.Lane;
import io.antrean.torture.client.Mood;
import io.antrean.torture.client.People;
import io.antrean.torture.client.Releases;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import io.antrean.torture.nemesis.Nemeses;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One run: start, then rounds of faults, each healed, drained and checked. */
final class Run {

  private static final int SERVICES = 4;
  private static final int ADMIN_TIMEOUT_MS = 30_000;
  private static final int TENDING_TIMEOUT_MS = 4000;
  private static final int CANCEL_PERCENT = 8;
  private static final int PERSONS_A_REQUEST = 5000;

  private final Options options;
  private final Report report;
  private final Random random;
  private final Cluster cluster;
  private final History history;
  private final People people;
  private final Releases releases;
  private final Mood mood = new Mood();
  private final EpochLog epochs;
  private final Operator operator;
  private final List<Lane> lanes = new ArrayList<>();
  private final Set<Violation> violations = new LinkedHashSet<>();
  private volatile boolean ended;

  Run(Options options, Path folder, Report report) throws IOException {
    this.options = options;
    this.report = report;
    random = new Random(options.seed);
    cluster = new Cluster(folder.resolve("run"), options.programs.toAbsolutePath(), options.jar);
    history = new History(folder.resolve("history.tsv"));
    people = new People(folder.resolve("run/secrets/token"), SERVICES);
    var big = options.longForm;
    // Every release stays in Redis to the end of the run: fewer and larger ones in a long one.
    releases =
        big
            ? new Releases(people, history, SERVICES, 32, 30, 36_000)
            : new Releases(people, history, SERVICES, 12, 4, 12_000);
    epochs = new EpochLog(cluster);
    operator = new Operator(cluster, people.admin());
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
  }

  int run() throws Exception {
    report.say("seed " + options.seed + ", files in " + cluster.folder());
    try {
      setUp();
      var began = System.nanoTime();
      var faults = faults();
      var ends = began + (long) (options.minutesOrDefault() * TimeUnit.MINUTES.toNanos(1));
      while (System.nanoTime() < ends && !(options.stopAtViolation && !violations.isEmpty())) {
        round(faults, Math.min(ends, System.nanoTime() + roundNanos()));
      }
      ended = true;
      lanes.forEach(Lane::end);
      violations.addAll(new Checker(cluster, history, faults.happened()).checkFiles());
      table(began);
    } finally {
      ended = true;
      lanes.forEach(Lane::end);
      cluster.stop();
      history.close();
    }
    return violations.isEmpty() ? 0 : 1;
  }

  private long patienceMs() {
    return TimeUnit.SECONDS.toMillis(options.patienceSeconds);
  }

  private long roundNanos() {
    return TimeUnit.SECONDS.toNanos(options.roundSecondsOrDefault());
  }

  private void setUp() throws Exception {
    cluster.start();
    epochs.setUp();
    try (var admin = new Http(cluster.toNodes().get(0).port(), ADMIN_TIMEOUT_MS)) {
      releases.setUp(admin);
      for (int left = options.personsOrDefault(); left > 0; left -= PERSONS_A_REQUEST) {
        people.make(admin, Math.min(left, PERSONS_A_REQUEST));
      }
    }
    try (var postgres = cluster.postgres().connect()) {
      people.makeFamilies(postgres);
    }
    mood.cancelPercent(canCancel() ? CANCEL_PERCENT : 0);
    // Every node must know of the services before releases of them are made there.
    Shell.sleep(1500);
    for (int i = 0; i < Cluster.NODES; i++) start("releases-" + i, tending(i));
    for (int i = 0; i < options.lanesOrDefault(); i++) {
      var lane =
          new Lane(
              new Asking(cluster, history), releases, people, history, mood, random.nextLong());
      lanes.add(lane);
      start("lane-" + i, lane);
    }
    report.say("the clients are at it");
  }

  /** While cancelling is not built, the answer is 405. */
  private boolean canCancel() throws IOException {
    try (var http = new Http(cluster.toNodes().get(0).port(), ADMIN_TIMEOUT_MS)) {
      var path = "/api/v1/bookings/" + UUID.randomUUID();
      return http.send("DELETE", path, people.admin(), null, null).status() != 405;
    }
  }

  private static void start(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private Runnable tending(int node) {
    var own = new Random(random.nextLong());
    return () -> {
      try (var http = new Http(cluster.toNodes().get(node).port(), TENDING_TIMEOUT_MS)) {
        while (!ended) {
          try {
            if (!mood.paused()) releases.tend(http, own);
          } catch (IOException away) {
            // The next one is made when the node is back.
          }
          Shell.sleep(100);
        }
      }
    };
  }

  /** Slots of today, so that a day is over and closed during the round. */
  private void today() {
    for (int i = 0; !ended && !mood.paused(); i++) {
      var node = cluster.toNodes().get(i % Cluster.NODES);
      try (var http = new Http(node.port(), TENDING_TIMEOUT_MS)) {
        if (releases.today(http)) return;
      } catch (IOException away) {
        // The next node may be there.
      }
      Shell.sleep(1000);
    }
  }

  private Faults faults() throws SQLException {
    var all =
        Nemeses.of(
            cluster, releases, people, mood, random, options.awayMs(), operator.canSetAside());
    var wanted =
        all.stream()
            .filter(
                one ->
                    options.only.isEmpty()
                        || options.only.stream().anyMatch(one.name()::startsWith))
            .toList();
    if (wanted.isEmpty()) throw new IllegalArgumentException("no nemesis is called so");
    return new Faults(wanted, history, report, random, patienceMs());
  }

  private void round(Faults faults, long ends) throws Exception {
    mood.paused(false);
    start("today", this::today);
    while (System.nanoTime() < ends) {
      Shell.sleep(500 + random.nextInt(1000));
      violations.addAll(faults.next());
    }
    var unready = cluster.unready(patienceMs());
    if (!unready.isEmpty()) violations.add(new Violation("healed, every node is ready", unready));
    mood.paused(true);
    Shell.within(20_000, () -> lanes.stream().allMatch(Lane::isIdle));
    var aside = operator.resolveAll(patienceMs());
    if (!aside.isEmpty())
      violations.add(new Violation("what was set aside can be resolved", aside));
    var found = new ArrayList<>(new Drain(cluster, history, patienceMs()).run());
    found.addAll(new Checker(cluster, history, faults.happened()).check());
    found.addAll(epochs.check());
    found.removeIf(known -> !violations.add(known));
    report.say(
        "%d attempts, %d confirmed, %d faults of %d kinds, %d violations"
            .formatted(
                history.attempts(),
                history.confirmed(),
                report.faults(),
                report.kinds(),
                violations.size()));
    found.forEach(violation -> report.say("VIOLATED " + violation));
  }

  private void table(long began) throws Exception {
    report.fact("seed", options.seed);
    report.fact("commit", options.commit);
    report.fact("machine", Machine.describe());
    report.fact("minutes", (System.nanoTime() - began) / TimeUnit.MINUTES.toNanos(1));
    report.fact("attempts", history.attempts());
    report.fact("confirmed", history.confirmed());
    report.fact("faults", report.faults() + " of " + report.kinds() + " kinds");
    report.fact("violations", violations.size());
    report.rare("set aside", operator.setAside());
    report.rare("not come, when their day was closed", operator.noShows());
    RarePaths.tell(report, history, cluster, epochs);
    report.table(history.words(), violations);
  }
}
