package io.antrean.catalogue;

import io.antrean.http.EventStreams;
import io.antrean.http.Instants;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells those who follow a release what is free and in which state it is, at our own pace. The id
 * of an {@code availability} event is its version; a {@code state} event has none, so that what a
 * client brings back as Last-Event-ID is the version that it has. Belongs to one event loop.
 */
final class ReleaseEvents {

  /** A stream gets at most about so much: a release of ten thousand slots is told less often. */
  private static final long BYTES_PER_SECOND_MAX = 1_000_000;

  /** What was last told to all who follow a release. */
  private static final class Told {
    String version;
    Buffer availability;
    ReleaseState state;
    long nextNanos = System.nanoTime();
  }

  private final Catalogue catalogue;
  private final AvailabilityBoard board;
  private final LongSupplier redisNowMs;
  private final EventStreams streams;
  private final Duration every;
  private final Map<UUID, Told> followed = new HashMap<>();

  ReleaseEvents(
      Catalogue catalogue,
      AvailabilityBoard board,
      LongSupplier redisNowMs,
      EventStreams streams,
      Duration every) {
    this.catalogue = catalogue;
    this.board = board;
    this.redisNowMs = redisNowMs;
    this.streams = streams;
    this.every = every;
  }

  void start() {
    Vertx.currentContext().owner().setPeriodic(every.toMillis(), tick -> tell());
  }

  /**
   * Opens a stream: the availability that the others were told last, unless the client has it, and
   * the state as it is now.
   */
  void subscribe(RoutingContext ctx, Release release) {
    var now = redisNowMs.getAsLong();
    var told = followed.get(release.id());
    if (told == null) told = new Told();
    tell(release, told, now);
    var first = Buffer.buffer();
    if (told.version != null && !told.version.equals(EventStreams.lastEventId(ctx))) {
      first.appendBuffer(told.availability);
    }
    streams.subscribe(ctx, release.id(), first.appendBuffer(state(release, told.state, now)));
    followed.put(release.id(), told);
  }

  private void tell() {
    if (followed.isEmpty()) return;
    followed.keySet().removeIf(id -> !streams.hasSubscribers(id));
    var now = redisNowMs.getAsLong();
    for (var one : Map.copyOf(followed).entrySet()) {
      var release = catalogue.release(one.getKey());
      if (release == null) end(one.getKey(), now);
      else tell(release, one.getValue(), now);
    }
  }

  private void tell(Release release, Told told, long now) {
    var availability = board.of(release.id());
    var nanos = System.nanoTime();
    if (availability != null
        && nanos - told.nextNanos >= 0
        && !availability.version().equals(told.version)) {
      var event = availability.event(release);
      told.availability = event;
      told.version = availability.version();
      told.nextNanos = nanos + event.length() * TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND_MAX;
      streams.publish(release.id(), event);
    }
    var state = ReleaseState.of(release, now);
    if (state != told.state) {
      told.state = state;
      streams.publish(release.id(), state(release, state, now));
    }
  }

  /** Memory has no release that is retired: nothing of it will change any more. */
  private void end(UUID release, long now) {
    followed.remove(release);
    var data = new JsonObject().put("state", ReleaseState.RETIRED.name());
    streams.end(release, event(data.put("serverTime", Instants.text(now))));
  }

  private static Buffer state(Release release, ReleaseState state, long now) {
    return event(
        new JsonObject()
            .put("state", state.name())
            .put("opensAt", Instants.text(release.opensAt()))
            .put("serverTime", Instants.text(now)));
  }

  private static Buffer event(JsonObject data) {
    return Buffer.buffer("event: state\ndata: ").appendBuffer(data.toBuffer()).appendString("\n\n");
  }
}
