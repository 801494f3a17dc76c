package io.antrean.torture.check;

import io.antrean.torture.client.History;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.nemesis.Happened;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Asks all invariants, when everything has healed and drained and nobody asks for anything. */
public final class Checker {

  private static final int LISTED_MAX = 5;

  private final Cluster cluster;
  private final History history;
  private final Collection<Happened> happened;
  private final List<Invariant> invariants = new ArrayList<>(InPostgres.ALL);

  /** {@code happened}: what may explain that something was lost which promised nothing. */
  public Checker(Cluster cluster, History history, Collection<Happened> happened) {
    this.cluster = cluster;
    this.history = history;
    this.happened = happened;
    invariants.addAll(
        List.of(
            new ConfirmedIsKept(),
            new NeverContradicted(),
            new SomebodyAsked(),
            new NoNumberTwice(),
            new SoldOutWasTrue(),
            new NothingBeforeTheOpening(),
            new HeldIsKept(),
            new NoWrongRefusals(),
            new NoDisagreement(),
            new NoShowsFollow(),
            new RedisAgrees()));
  }

  /** The breaches that are found, not more of one kind than anybody reads. */
  public List<Violation> check() throws Exception {
    return check(invariants);
  }

  /** Once, at the end: every file that the run has made is read. */
  public List<Violation> checkFiles() throws Exception {
    return check(List.of(new NoIdentityNumbers()));
  }

  private List<Violation> check(List<Invariant> asked) throws Exception {
    var found = new ArrayList<Violation>();
    try (var postgres = cluster.postgres().connect()) {
      var facts = new Facts(cluster, history, allThatHappened(), postgres);
      for (var invariant : asked) {
        var listed = new int[1];
        invariant.check(
            facts,
            evidence -> {
              if (listed[0]++ < LISTED_MAX) found.add(new Violation(invariant.name(), evidence));
            });
      }
    }
    return found;
  }

  private Collection<Happened> allThatHappened() {
    var all = new ArrayList<>(happened);
    cluster.redis().mendedMs().forEach(ms -> all.add(new Happened("redis-file-mended", ms, ms)));
    return all;
  }
}
