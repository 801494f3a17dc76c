package io.antrean.ticket;

import io.antrean.config.TicketConfig;
import io.antrean.ticket.TicketRepository.Revoked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the signed revocation list in memory as PostgreSQL has it a few seconds ago, so that
 * however many officers ask, it is read once each turn. While PostgreSQL does not answer the last
 * list stays, and says its age. All but {@link #signed} belongs to the event loop that starts it.
 */
public final class Revocations {

  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  /** A list with nothing new is signed again so often: whoever has it knows how old it may be. */
  static final Duration ISSUED_EVERY = Duration.ofMinutes(5);

  /**
   * Longer than PostgreSQL gives a statement by default: a connection that is cut never answers.
   */
  private static final long ANSWER_MAX_MS = 20_000;

  private static final int TAG_LENGTH = 22;

  /** The list as it is sent, and the tag that names these bytes. */
  record Signed(Buffer body, String tag) {}

  private final Vertx vertx;
  private final TicketRepository repository;
  private final TicketKeys keys;
  private final Clock clock;
  private final TicketConfig config;
  private final TicketMetrics metrics;
  private volatile Signed signed;
  private String unsigned;
  private long timer;
  private boolean underWay;
  private boolean failing;

  public Revocations(
      Vertx vertx,
      TicketRepository repository,
      TicketKeys keys,
      Clock clock,
      TicketConfig config,
      TicketMetrics metrics) {
    this.vertx = vertx;
    this.repository = repository;
    this.keys = keys;
    this.clock = clock;
    this.config = config;
    this.metrics = metrics;
  }

  /** The list as it was last read; null before PostgreSQL has answered once. From any thread. */
  Signed signed() {
    return signed;
  }

  /** Reads it for the first time, and then again and again, on this event loop. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(config.revocationsEvery().toMillis(), tick -> turn());
    return turn();
  }

  public void close() {
    vertx.cancelTimer(timer);
  }

  private Future<Void> turn() {
    if (underWay) return Future.succeededFuture();
    underWay = true;
    var now = clock.instant();
    // Yesterday of the whole world: nowhere is it still an earlier day.
    var from = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1);
    return repository
        .revoked(from.atStartOfDay(), config.revocationsMax() + 1)
        .timeout(ANSWER_MAX_MS, TimeUnit.MILLISECONDS)
        .map(
            revoked -> {
              take(now, from, revoked);
              return (Void) null;
            })
        .onComplete(
            done -> {
              underWay = false;
              say(done.cause());
            });
  }

  private void take(Instant now, LocalDate from, List<Revoked> found) {
    var max = config.revocationsMax();
    var whole = found.size() <= max;
    var until = whole ? null : found.get(max).slot().toLocalDate();
    var revoked = whole ? found : found.subList(0, max);
    // To a whole five minutes: every node signs the very same list, and caches may share it.
    var issuedAt = now.minusSeconds(now.getEpochSecond() % ISSUED_EVERY.toSeconds());
    var payload =
        RevocationList.json(issuedAt.truncatedTo(ChronoUnit.SECONDS), from, until, revoked);
    var key = keys.signer(now);
    var next = Jws.unsigned(key, RevocationList.TYPE, payload);
    metrics.revocations(revoked.size(), whole);
    if (next.equals(unsigned)) return;
    unsigned = next;
    var compact = Jws.sign(key, next);
    signed = new Signed(Buffer.buffer(compact), tag(compact));
  }

  private static String tag(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return '"' + Base64.getUrlEncoder().encodeToString(digest).substring(0, TAG_LENGTH) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One line when it begins to fail, one when it works again. */
  private void say(Throwable failure) {
    if (failure != null && !failing) {
      LOG.warn("event=revocations-not-read: {}", failure.toString());
    }
    if (failure == null && failing) LOG.info("event=revocations-read-again");
    failing = failure != null;
  }
}
