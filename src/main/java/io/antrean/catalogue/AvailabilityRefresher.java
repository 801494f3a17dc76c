package io.antrean.catalogue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads several times a second what is free, with {@code redis/availability.lua}, and puts it on
 * the board. Partitions are read side by side, each by one call at a time. All of it belongs to the
 * event loop that starts it.
 */
public final class AvailabilityRefresher {

  /** One call of the script for a partition; the epoch is put before {@code args}. */
  @FunctionalInterface
  public interface PartitionReader {
    Future<Response> read(int partition, List<Buffer> args);
  }

  /** So many releases a call: a call must not stall Redis. */
  static final int RELEASES_PER_CALL = 32;

  /** So many calls in a row for what a reply had no room for; the rest waits for the next turn. */
  static final int CALLS_PER_TURN = 64;

  private static final Logger LOG = LoggerFactory.getLogger(AvailabilityRefresher.class);

  private static final class Partition {
    boolean underWay;
    boolean failing;
  }

  private final Vertx vertx;
  private final Catalogue catalogue;
  private final AvailabilityBoard board;
  private final AvailabilityMetrics metrics;
  private final Duration every;
  private final PartitionReader reader;
  private final Map<UUID, KnownRelease> known = new HashMap<>();
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private long timer;
  private boolean closed;

  public AvailabilityRefresher(
      Vertx vertx,
      Catalogue catalogue,
      AvailabilityBoard board,
      AvailabilityMetrics metrics,
      Duration every,
      PartitionReader reader) {
    this.vertx = vertx;
    this.catalogue = catalogue;
    this.board = board;
    this.metrics = metrics;
    this.every = every;
    this.reader = reader;
  }

  /** Begins to read, on this event loop. */
  public void start() {
    turn();
    timer = vertx.setPeriodic(every.toMillis(), tick -> turn());
  }

  /** Reads no more; the board stays as it is. */
  public void close() {
    closed = true;
    vertx.cancelTimer(timer);
  }

  private void turn() {
    var releases = catalogue.releases();
    forgetGone(releases);
    var byPartition = new TreeMap<Integer, List<Release>>();
    for (var release : releases) {
      byPartition.computeIfAbsent(release.partition(), none -> new ArrayList<>()).add(release);
    }
    byPartition.forEach(this::turn);
  }

  private void forgetGone(Collection<Release> releases) {
    if (known.isEmpty()) return;
    var present = new HashSet<UUID>();
    for (var release : releases) present.add(release.id());
    known
        .keySet()
        .removeIf(
            id -> {
              if (present.contains(id)) return false;
              takeDown(id);
              return true;
            });
  }

  private void takeDown(UUID release) {
    board.remove(release);
    metrics.gone(release);
  }

  private void turn(int number, List<Release> releases) {
    var partition = partitions.computeIfAbsent(number, none -> new Partition());
    if (partition.underWay) return;
    partition.underWay = true;
    // In a stage: a reader that throws must not leave the partition under way for good.
    Future.succeededFuture()
        .compose(begin -> read(number, releases, CALLS_PER_TURN))
        .onComplete(
            done -> {
              partition.underWay = false;
              say(number, partition, done.cause());
            });
  }

  private void say(int number, Partition partition, Throwable failure) {
    if (failure != null && !partition.failing) {
      LOG.warn("The availability of partition {} can not be read: {}", number, failure.toString());
    }
    partition.failing = failure != null;
  }

  /** Reads the releases, some a call; those that have more to tell come again, at the end. */
  private Future<Void> read(int partition, List<Release> releases, int callsLeft) {
    if (closed || releases.isEmpty() || callsLeft == 0) return Future.succeededFuture();
    var count = Math.min(releases.size(), RELEASES_PER_CALL);
    var left = new ArrayList<>(releases.subList(count, releases.size()));
    return ask(partition, releases.subList(0, count))
        .compose(
            unfinished -> {
              left.addAll(unfinished);
              return read(partition, left, callsLeft - 1);
            });
  }

  /** One call; those of the releases that must be asked for again. */
  private Future<List<Release>> ask(int partition, List<Release> releases) {
    var args = new ArrayList<Buffer>(3 * releases.size());
    for (var release : releases) {
      known.computeIfAbsent(release.id(), none -> new KnownRelease()).addQuestion(release, args);
    }
    var askedNanos = System.nanoTime();
    return reader.read(partition, args).map(reply -> take(reply, releases, askedNanos));
  }

  private List<Release> take(Response reply, List<Release> releases, long askedNanos) {
    // Another world: what is on the board stays, and its age tells.
    if (!reply.get(1).toString().equals("OPEN")) return List.of();
    var nowMs = reply.get(0).toLong();
    var epoch = reply.get(2).toInteger();
    var again = new ArrayList<Release>();
    for (int i = 0; i < releases.size(); i++) {
      var release = releases.get(i);
      var about = known.get(release.id());
      if (about == null) continue;
      if (take(reply.get(3 + i), release, about, new Moment(epoch, nowMs, askedNanos))) {
        again.add(release);
      }
    }
    return again;
  }

  /** When a reply was true. */
  record Moment(int epoch, long nowMs, long askedNanos) {}

  /** Whether the release must be asked for again at once. */
  private boolean take(Response answer, Release release, KnownRelease about, Moment moment) {
    if (about.isOfAnotherEpoch(moment.epoch())) {
      about.forget();
      return true;
    }
    if (answer.size() == 0) {
      about.forget();
      takeDown(release.id());
      return false;
    }
    var entry = about.learn(answer, release, moment);
    board.publish(entry);
    metrics.shown(release.id());
    return !entry.complete();
  }
}
