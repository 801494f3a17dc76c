package io.antrean.torture.client;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Some of the people who wait for one opening, one after the other: each has one claim, and it is
 * repeated until it ends.
 */
public final class Claimant implements Runnable {

  private final Asking asking;
  private final Random random;
  private final List<Claim> claims = new ArrayList<>();
  private final int paceMs;

  /** {@code paceMs} is between one answer and the next person; 0 for a rush. */
  public Claimant(
      Asking asking, Release release, List<Person> people, History history, long seed, int paceMs) {
    this.asking = asking;
    this.paceMs = paceMs;
    this.random = new Random(seed);
    for (var person : people) {
      var slot = release.slots().get(random.nextInt(release.slots().size()));
      var claim = new Claim(release, person.token(), List.of(person.id()), List.of(slot), true);
      history.begin(claim);
      claims.add(claim);
    }
  }

  @Override
  public void run() {
    var left = claims;
    while (!left.isEmpty()) {
      var open = new ArrayList<Claim>();
      for (var claim : left) {
        var told = asking.ask(claim, Told.Verb.PUT, random.nextInt(Cluster.NODES), null);
        if (told.isOpen() || told.word().equals("not-open")) {
          open.add(claim);
          Shell.sleep(random.nextInt(50));
        }
        if (!told.word().equals("not-open")) Shell.sleep(paceMs);
      }
      left = open;
    }
    asking.close();
  }
}
