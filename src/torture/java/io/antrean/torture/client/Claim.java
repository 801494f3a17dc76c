package io.antrean.torture.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A claim as it is asked for, and all that was ever said about it. One that waits is an entry of a
 * waiting list: to claim is to accept what is offered to it.
 */
public final class Claim {

  /** Slots that a request may name. */
  private static final int SLOTS_MAX = 3;

  private final UUID id = UUID.randomUUID();
  private final Release release;
  private final String token;
  private final List<UUID> party;
  private final List<String> slots;
  private final boolean orNext;
  private final boolean waits;
  private final String body;
  private final List<Told> told = new ArrayList<>(2);
  private Told confirmed;
  private boolean open;
  private boolean cancelAsked;
  private boolean cancelOpen;
  private final List<Move> moves = new ArrayList<>(1);
  private final List<Move> perhapsMoved = new ArrayList<>(1);
  private Move lastMove;
  private boolean moveOpen;

  Claim(Release release, String token, List<UUID> party, List<String> slots, boolean orNext) {
    this(release, token, party, slots, orNext, false);
  }

  /** An entry of the release's waiting list; for all of its slots it names none. */
  static Claim waiting(Release release, Person person, List<String> slots) {
    return new Claim(release, person.token(), List.of(person.id()), slots, false, true);
  }

  private Claim(
      Release release,
      String token,
      List<UUID> party,
      List<String> slots,
      boolean orNext,
      boolean waits) {
    this.release = release;
    this.token = token;
    this.party = party;
    this.slots = slots;
    this.orNext = orNext;
    this.waits = waits;
    var asked = new JsonObject();
    if (!waits || slots.size() <= SLOTS_MAX) asked.put("slots", new JsonArray(slots));
    if (orNext) asked.put("orNext", true);
    if (party.size() > 1) {
      asked.put("party", new JsonArray(party.stream().map(UUID::toString).toList()));
    }
    body = asked.encode();
  }

  public UUID id() {
    return id;
  }

  public Release release() {
    return release;
  }

  public List<UUID> party() {
    return party;
  }

  String token() {
    return token;
  }

  String body() {
    return body;
  }

  String path() {
    return "/api/v1/releases/" + release.id() + "/claims/" + id;
  }

  /** Whether it is an entry of a waiting list. */
  public boolean waits() {
    return waits;
  }

  String entry() {
    return "/api/v1/releases/" + release.id() + "/waitlist/" + id;
  }

  /** Whether it may be given this slot of this release. */
  public synchronized boolean wants(UUID of, String slot) {
    if (of.equals(release.id()) && wants(slot)) return true;
    return moves.stream().anyMatch(move -> move.target().id().equals(of) && move.wants(slot));
  }

  private boolean wants(String slot) {
    return slots.contains(slot)
        || orNext && slot.compareTo(slots.get(0)) > 0 && release.slots().contains(slot);
  }

  synchronized void cancels() {
    cancelAsked = true;
  }

  /** Whether anybody has ever asked to cancel it. */
  public synchronized boolean isCancelAsked() {
    return cancelAsked;
  }

  synchronized void moves(Move move) {
    moves.add(move);
    lastMove = move;
  }

  synchronized void perhapsMoved(Move move) {
    perhapsMoved.add(move);
  }

  /** Whether anybody has ever asked to move it. */
  public synchronized boolean isMoveAsked() {
    return !moves.isEmpty();
  }

  /** The changes that were not refused: it may have held seats there. */
  public synchronized List<Move> perhapsMoved() {
    return List.copyOf(perhapsMoved);
  }

  /** Whether it may have had a slot that had begun by then. */
  public synchronized boolean mayBeMissed(long atMs) {
    return release.lastSlotMs() < atMs
        || perhapsMoved.stream().anyMatch(move -> move.target().lastSlotMs() < atMs);
  }

  /** The change that was asked for last. */
  public synchronized Move lastMove() {
    return lastMove;
  }

  /** Whether somebody asked to move it and does not know yet whether it is. */
  public synchronized boolean isMoveOpen() {
    return moveOpen;
  }

  synchronized void add(Told one) {
    told.add(one);
    if (one.isConfirmed() && (confirmed == null || one.gotMs() < confirmed.gotMs())) {
      confirmed = one;
    }
    if (one.verb() == Told.Verb.PUT) open = one.isOpen();
    // What is asked of it already is no answer to this.
    var isPending = one.status() == 202 || one.word().equals("change-pending");
    if (one.verb() == Told.Verb.MOVE) moveOpen = one.isOpen() || isPending;
    if (one.verb() == Told.Verb.DELETE) cancelOpen = one.isOpen() || isPending;
  }

  /** Whether the last word about it leaves open what became of it. */
  public synchronized boolean isOpen() {
    return open;
  }

  /** Whether somebody asked to cancel it and does not know yet whether it is. */
  public synchronized boolean isCancelOpen() {
    return cancelOpen;
  }

  /** The first time that CONFIRMED was heard; null when never. */
  public synchronized Told confirmed() {
    return confirmed;
  }

  /** All that was said, in the order of hearing. */
  public synchronized List<Told> told() {
    return List.copyOf(told);
  }

  /** Whether any request of it went without a final answer. */
  public synchronized boolean wasOpen() {
    return told.stream().anyMatch(Told::isOpen);
  }

  @Override
  public String toString() {
    return "claim " + id + " of " + release.office() + " release " + release.id();
  }
}
