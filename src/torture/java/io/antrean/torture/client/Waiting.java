package io.antrean.torture.client;

import java.util.ArrayDeque;
import java.util.Random;

/**
 * The entries of waiting lists that one lane has: it joins, looks, and takes most of what is
 * offered; some it declines, or lets go by. Belongs to its lane.
 */
final class Waiting {

  /** So many are looked after; who comes then is forgotten on the list. */
  private static final int ENTRIES_MAX = 12;

  private static final int ACCEPT_PERCENT = 70;
  private static final int LEAVE_PERCENT = 10;

  private final Asking asking;
  private final Releases releases;
  private final People people;
  private final History history;
  private final Random random;
  private final ArrayDeque<Claim> entries = new ArrayDeque<>();

  Waiting(Asking asking, Releases releases, People people, History history, Random random) {
    this.asking = asking;
    this.releases = releases;
    this.people = people;
    this.history = history;
    this.random = random;
  }

  /** One step: joins somewhere, or looks after one of the entries. */
  void one(int node, String prefer) {
    if (entries.size() < ENTRIES_MAX && random.nextInt(3) == 0) join(node);
    else if (!entries.isEmpty()) lookAfter(entries.poll(), node, prefer);
  }

  private void join(int node) {
    var release = releases.some(random);
    if (release == null) return;
    var person = people.somebody(release.office().place() / 2, random);
    var wish = random.nextInt(2);
    var slots = release.slots();
    if (wish == 0) slots = slots.subList(0, 1 + random.nextInt(Math.min(3, slots.size())));
    var entry = Claim.waiting(release, person, slots);
    history.begin(entry);
    // Nobody knows after no answer: it may be on the list.
    if (!asking.ask(entry, Told.Verb.JOIN, node, null).isRefusal()) entries.add(entry);
    if (random.nextInt(4) == 0) asking.ask(entry, Told.Verb.JOIN, node, null);
  }

  private void lookAfter(Claim entry, int node, String prefer) {
    var told = asking.ask(entry, Told.Verb.LOOK, node, null);
    var dice = random.nextInt(100);
    var isOffered = told.word().equals("OFFERED");
    if (isOffered && dice < ACCEPT_PERCENT) accept(entry, node, prefer);
    else if (dice >= 100 - LEAVE_PERCENT) asking.ask(entry, Told.Verb.LEAVE, node, null);
    else if (isOffered || told.isOpen() || told.word().equals("WAITING")) entries.add(entry);
  }

  private void accept(Claim entry, int node, String prefer) {
    var told = asking.ask(entry, Told.Verb.PUT, node, prefer);
    if (!told.isRefusal()) history.offerAgain(entry, random);
  }
}
