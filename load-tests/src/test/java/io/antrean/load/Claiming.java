package io.antrean.load;

import io.antrean.load.JournalLine.Kind;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One party's way to an answer. It keeps in the session what the next step needs, writes the
 * journal, and decides after each answer: done, the same claim again, or look what became of it.
 */
final class Claiming {

  private static final long FOLLOW_MS = 500;
  private static final long BACKOFF_MIN_MS = 100;
  private static final long BACKOFF_MAX_MS = 2_000;
  private static final long RETRY_AFTER_MAX_S = 30;

  private final Rush rush;
  private final Journal journal;
  private final Manner manner;
  private final AtomicInteger seatsTold = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  Claiming(Rush rush, Journal journal, Manner manner) {
    this.rush = rush;
    this.journal = journal;
    this.manner = manner;
  }

  /** Seats that claims were told, each claim's once: right where no claim is sent by two. */
  int seatsTold() {
    return seatsTold.get();
  }

  /** Claims that have come to their end, decided or given up. */
  int ended() {
    return ended.get();
  }

  /** The claim that the session has is a new one. */
  Session begin(Session session) {
    var node = ThreadLocalRandom.current().nextInt(rush.settings().urls().size());
    return onNode(session, node)
        .set("tries", 0)
        .set("silences", 0)
        .set("follow", false)
        .set("askedAgain", 0)
        .set("waitMs", 0L)
        .set("granted", false)
        .set("decided", false)
        .set("open", true);
  }

  private Session onNode(Session session, int node) {
    var urls = rush.settings().urls();
    return session.set("node", node).set("base", urls.get(node % urls.size()).toString());
  }

  Session sending(Session session) {
    if (!session.getBoolean("follow")) {
      List<UUID> party = session.get("party");
      journal.did(Kind.SENT, session.get("claim"), party);
    }
    return session.removeAll("status", "answer", "retryAfter").set("tries", tries(session) + 1);
  }

  Session heard(Session session) {
    UUID claim = session.get("claim");
    var follow = session.getBoolean("follow");
    var next = session.markAsSucceeded().set("follow", false);
    if (!session.contains("status")) {
      if (!follow) journal.did(Kind.SILENCE, claim, List.of());
      var silences = session.getInt("silences");
      // Another node may be alive: the claim is the same claim everywhere.
      next = onNode(next.set("silences", silences + 1), session.getInt("node") + 1);
      return again(next, manner.atOnce() ? 0 : backoffMs(silences));
    }
    var answer = Answer.of(session.getInt("status"), session.getString("answer"));
    journal.heard(follow ? Kind.LOOKED : Kind.ANSWER, claim, answer);
    next = next.set("silences", 0);
    if (answer.held()) return again(next.set("follow", true), FOLLOW_MS);
    if (answer.status() == 425 && manner.tooEarlyMs() > 0) {
      // Knocking does not wear anybody out.
      return again(next.set("tries", tries(session) - 1), manner.tooEarlyMs());
    }
    // A claim that can not be followed any more is sent again: that is always safe.
    if (answer.again() || follow && answer.status() == 404)
      return again(next, retryAfterMs(session));
    return decided(next.set("decided", true), answer);
  }

  private Session decided(Session session, Answer answer) {
    if (!answer.confirmed()) return end(session);
    if (!session.getBoolean("granted")) seatsTold.addAndGet(answer.seats().size());
    var asked = session.getInt("askedAgain");
    var next = session.set("granted", true);
    var asksAgain =
        asked > 0 || ThreadLocalRandom.current().nextInt(100) < manner.askAgainPercent();
    return asksAgain && asked < manner.askAgain()
        ? again(next.set("askedAgain", asked + 1), manner.askAgainMs())
        : end(next);
  }

  private Session end(Session session) {
    ended.incrementAndGet();
    return session.set("open", false);
  }

  /** The wait before the next try; nothing to wait for where there is none. */
  Duration pause(Session session) {
    return Duration.ofMillis(session.getBoolean("open") ? session.getLong("waitMs") : 0);
  }

  private Session again(Session session, long waitMs) {
    if (tries(session) >= rush.settings().triesMax() || rush.isOver()) {
      return end(session);
    }
    var jitter = ThreadLocalRandom.current().nextLong(waitMs / 4 + 1);
    return session.set("waitMs", waitMs + jitter);
  }

  private static long retryAfterMs(Session session) {
    var seconds = session.contains("retryAfter") ? session.getString("retryAfter") : "";
    if (seconds == null || !seconds.matches("[0-9]{1,6}")) return 1_000;
    return Math.min(RETRY_AFTER_MAX_S, Long.parseLong(seconds)) * 1_000;
  }

  private static long backoffMs(int silences) {
    return Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS << Math.min(silences, 10));
  }

  private static int tries(Session session) {
    return session.getInt("tries");
  }
}
