package io.antrean.torture;

import io.antrean.torture.check.Violation;
import io.antrean.torture.client.History;
import io.antrean.torture.cluster.Shell;
import io.antrean.torture.nemesis.Happened;
import io.antrean.torture.nemesis.Nemesis;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Lets one thing after the other happen, sometimes two at once, and measures the recovery. */
final class Faults {

  private static final int TWO_AT_ONCE_PERCENT = 20;

  private final List<Nemesis> all;
  private final History history;
  private final Report report;
  private final Random random;
  private final long patienceMs;
  private final List<Nemesis> deck = new ArrayList<>();
  private final List<Happened> happened = new ArrayList<>();

  Faults(List<Nemesis> all, History history, Report report, Random random, long patienceMs) {
    this.all = all;
    this.history = history;
    this.report = report;
    this.random = random;
    this.patienceMs = patienceMs;
  }

  /** One fault from its begin to the first grant after its end. */
  List<Violation> next() {
    var happening = new ArrayList<Nemesis>(List.of(deal()));
    if (random.nextInt(100) < TWO_AT_ONCE_PERCENT) {
      var other = deal();
      if (other.victim().equals(happening.get(0).victim())) deck.add(other);
      else happening.add(other);
    }
    var names = happening.stream().map(Nemesis::name).toList();
    var beganMs = System.currentTimeMillis();
    for (var one : happening) one.begin();
    Shell.sleep(500 + random.nextInt(1500));
    var healedMs = System.currentTimeMillis();
    history.expectGrant();
    // At once: a node does not start while its stores are still away.
    happening.parallelStream().forEach(Nemesis::heal);
    var granted = Shell.within(patienceMs, () -> history.firstGrantMs() > 0);
    var took = granted ? history.firstGrantMs() - healedMs : patienceMs;
    for (var name : names) {
      report.fault(name, took);
      happened.add(new Happened(name, beganMs, healedMs));
    }
    report.say(String.join(" + ", names) + ": granted again after " + took + " ms");
    if (granted) return List.of();
    return List.of(
        new Violation("claims are granted again after a fault", names + " did not heal"));
  }

  /** What has happened so far. */
  List<Happened> happened() {
    return happened;
  }

  /** In a random order, each as often as the others. */
  private Nemesis deal() {
    if (deck.isEmpty()) {
      deck.addAll(all);
      Collections.shuffle(deck, random);
    }
    return deck.remove(deck.size() - 1);
  }
}
