package io.antrean.load;

import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One person's way to an answer. It keeps in the session what the next step needs, writes the
 * journal, and decides after each answer: done, the same claim again, or look what became of it.
 */
final class Claiming {

  /** Of those who have a booking, so many ask once more later and must hear the same. */
  private static final int ASKS_AGAIN_PERCENT = 5;

  private static final long FOLLOW_MS = 500;
  private static final long BACKOFF_MIN_MS = 100;
  private static final long BACKOFF_MAX_MS = 2_000;
  private static final long RETRY_AFTER_MAX_S = 30;

  private final Rush rush;
  private final Journal journal;

  Claiming(Rush rush, Journal journal) {
    this.rush = rush;
    this.journal = journal;
  }

  Session begin(Session session) {
    var claim = UUID.randomUUID();
    return session
        .set("claim", claim)
        .set("path", rush.release().claimPath(claim))
        .set("wishes", rush.wishes())
        .set("tries", 0)
        .set("silences", 0)
        .set("follow", false)
        .set("askedAgain", false)
        .set("waitMs", 0L)
        .set("open", true);
  }

  Session sending(Session session) {
    journal.sent(session.get("claim"), session.get("person"));
    return session.removeAll("status", "answer", "retryAfter").set("tries", tries(session) + 1);
  }

  Session heard(Session session) {
    UUID claim = session.get("claim");
    UUID person = session.get("person");
    var next = session.markAsSucceeded().set("follow", false);
    if (!session.contains("status")) {
      journal.silence(claim, person);
      var silences = session.getInt("silences");
      return again(next.set("silences", silences + 1), backoffMs(silences));
    }
    var answer = Answer.of(session.getInt("status"), session.getString("answer"));
    journal.answered(claim, person, answer);
    next = next.set("silences", 0);
    if (answer.held()) return again(next.set("follow", true), FOLLOW_MS);
    // A claim that can not be followed any more is sent again: that is always safe.
    if (answer.again() || session.getBoolean("follow") && answer.status() == 404) {
      return again(next, retryAfterMs(session));
    }
    var asksAgain =
        answer.confirmed()
            && !session.getBoolean("askedAgain")
            && ThreadLocalRandom.current().nextInt(100) < ASKS_AGAIN_PERCENT;
    return asksAgain ? again(next.set("askedAgain", true), 2_000) : next.set("open", false);
  }

  /** The wait before the next try; nothing to wait for where there is none. */
  Duration pause(Session session) {
    return Duration.ofMillis(session.getBoolean("open") ? session.getLong("waitMs") : 0);
  }

  private Session again(Session session, long waitMs) {
    if (tries(session) >= rush.settings().triesMax()) return session.set("open", false);
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
