package io.antrean.torture.client;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One client, asking one thing after the other: claims, the same again, look-ups, changes, cancels,
 * and what is to be done on waiting lists.
 */
public final class Lane implements Runnable {

  private static final int BOOKING_PERCENT = 6;
  private static final int CLAIM_PERCENT = 6;
  private static final int MOVE_PERCENT = 8;
  private static final int WAIT_PERCENT = 8;
  private static final int ANYBODY_PERCENT = 6;
  private static final int FAMILY_PERCENT = 12;

  private final Asking asking;
  private final Releases releases;
  private final People people;
  private final History history;
  private final Mood mood;
  private final Random random;
  private final Waiting waiting;
  private volatile boolean idle;
  private volatile boolean ended;

  public Lane(
      Asking asking, Releases releases, People people, History history, Mood mood, long seed) {
    this.asking = asking;
    this.releases = releases;
    this.people = people;
    this.history = history;
    this.mood = mood;
    this.random = new Random(seed);
    this.waiting = new Waiting(asking, releases, people, history, random);
  }

  @Override
  public void run() {
    while (!ended) {
      idle = mood.paused();
      if (idle) Shell.sleep(20);
      else one();
    }
    asking.close();
  }

  /** Whether it has nothing under way. */
  public boolean isIdle() {
    return idle;
  }

  public void end() {
    ended = true;
  }

  private void one() {
    var dice = random.nextInt(100);
    if ((dice -= mood.againPercent()) < 0) again(Told.Verb.PUT);
    else if ((dice -= mood.cancelPercent()) < 0) again(Told.Verb.DELETE);
    else if ((dice -= MOVE_PERCENT) < 0) move();
    else if ((dice -= WAIT_PERCENT) < 0) waiting.one(node(), prefer());
    else if ((dice -= BOOKING_PERCENT) < 0) again(Told.Verb.GET_BOOKING);
    else if ((dice -= CLAIM_PERCENT) < 0) again(Told.Verb.GET_CLAIM);
    else claim();
  }

  private int node() {
    return random.nextInt(Cluster.NODES);
  }

  private void again(Told.Verb verb) {
    var claim = history.again(random);
    if (claim == null) {
      claim();
      return;
    }
    // Only what was confirmed can be cancelled, and is a booking.
    var wanted = claim.confirmed() == null && verb != Told.Verb.GET_CLAIM ? Told.Verb.PUT : verb;
    asking.ask(claim, wanted, node(), prefer());
  }

  /** Somewhere else of the same office and service, also while an earlier change is under way. */
  private void move() {
    var claim = history.again(random);
    if (claim == null || claim.confirmed() == null) {
      claim();
      return;
    }
    var other = releases.some(claim.release().office(), random);
    var target = other == null || random.nextBoolean() ? claim.release() : other;
    var move = new Move(target, slots(target), orNext(), System.currentTimeMillis());
    asking.move(claim, move, node(), prefer());
  }

  private void claim() {
    var release = releases.some(random);
    if (release == null) {
      Shell.sleep(5);
      return;
    }
    var service = release.office().place() / 2;
    var dice = random.nextInt(100);
    Claim claim;
    Runnable holdsNothing;
    if (dice < FAMILY_PERCENT) {
      var families = people.families();
      var family = families.some(service, random);
      var party = family.some(random);
      claim = new Claim(release, family.token(), party, slots(release), orNext());
      holdsNothing = () -> families.holdNothing(service, family);
    } else {
      var person =
          dice < FAMILY_PERCENT + ANYBODY_PERCENT
              ? people.anybody(random)
              : people.somebody(service, random);
      var party = List.of(person.id());
      claim = new Claim(release, person.token(), party, slots(release), orNext());
      holdsNothing = () -> people.holdsNothing(service, person);
    }
    history.begin(claim);
    var told = asking.ask(claim, Told.Verb.PUT, node(), prefer());
    if (told.isRefusal() && !"already-booked".equals(told.word())) holdsNothing.run();
    if (!told.isRefusal() || random.nextInt(8) == 0) history.offerAgain(claim, random);
    if (told.word().equals("sold-out")) releases.soldOut(release, random);
    if (told.isRefusal() || told.isOpen()) pause(told);
  }

  /**
   * As a person would, a little: what was refused is not asked again in the same instant, and who
   * is told to come again later does, though sooner than the second that the server asks for.
   */
  private void pause(Told told) {
    if (told.status() == 503) Shell.sleep(100 + random.nextInt(300));
    else Shell.sleep(told.isRefusal() ? random.nextInt(20) : 20 + random.nextInt(60));
  }

  private boolean orNext() {
    return random.nextInt(3) == 0;
  }

  private List<String> slots(Release release) {
    var wanted = new ArrayList<String>();
    var count = 1 + random.nextInt(Math.min(3, release.slots().size()));
    while (wanted.size() < count) {
      var slot = release.slots().get(random.nextInt(release.slots().size()));
      if (!wanted.contains(slot)) wanted.add(slot);
    }
    return wanted;
  }

  private String prefer() {
    var dice = random.nextInt(20);
    return dice < 2 ? "respond-async" : dice == 2 ? "wait=1" : null;
  }
}
