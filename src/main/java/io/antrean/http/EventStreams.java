package io.antrean.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The server-sent event streams of one event loop, by topic (a release, say). An event is written
 * once into a Buffer that all subscribers share. One who reads too slowly is cut off, since nothing
 * may pile up here: browsers come back by themselves with Last-Event-ID. Call it on its loop only.
 */
public final class EventStreams {

  private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");
  private static final Duration BUSY_WAIT = Duration.ofSeconds(5);

  private final Thread loop;
  private final int streamsMax;
  private final Map<UUID, Set<EventStream>> topics = new HashMap<>();
  private int streams;

  /** Made on the event loop that it belongs to; {@code streamsMax} is this loop's share. */
  public EventStreams(Vertx vertx, int streamsMax, Duration heartbeat) {
    this.loop = Thread.currentThread();
    this.streamsMax = streamsMax;
    vertx.setPeriodic(
        heartbeat.toMillis(), tick -> List.copyOf(topics.keySet()).forEach(this::beat));
  }

  /** One event; {@code id} comes back as Last-Event-ID when a client reconnects. */
  public static Buffer event(String id, String name, JsonObject data) {
    return Buffer.buffer("id: " + id + "\nevent: " + name + "\ndata: ")
        .appendBuffer(data.toBuffer())
        .appendString("\n\n");
  }

  /** The id of the last event that this client has seen, or null. */
  public static String lastEventId(RoutingContext ctx) {
    return ctx.request().getHeader("Last-Event-ID");
  }

  /** Opens a stream on this topic; null for {@code first} sends nothing yet. */
  public void subscribe(RoutingContext ctx, UUID topic, Buffer first) {
    check();
    if (ApiRouter.isHead(ctx)) {
      EventStream.head(ctx);
      return;
    }
    if (streams >= streamsMax) {
      throw Problem.of(503, "overloaded").retryAfter(BUSY_WAIT).asException();
    }
    streams++;
    var stream = new EventStream(ctx);
    topics.computeIfAbsent(topic, none -> new LinkedHashSet<>()).add(stream);
    stream.onEnd(() -> forget(topic, stream));
    stream.open(first);
  }

  /** Sends one event to all subscribers of a topic. */
  public void publish(UUID topic, Buffer event) {
    check();
    for (var stream : List.copyOf(topics.getOrDefault(topic, Set.of()))) stream.send(event);
  }

  /** Whether anyone listens: an event for nobody need not be made. */
  public boolean hasSubscribers(UUID topic) {
    return topics.containsKey(topic);
  }

  /** How many streams are open on this event loop. */
  public int open() {
    return streams;
  }

  /** Sends a last event, if any, and ends all streams of a topic. */
  public void end(UUID topic, Buffer last) {
    check();
    for (var stream : List.copyOf(topics.getOrDefault(topic, Set.of()))) {
      if (last != null) stream.send(last);
      stream.end();
    }
  }

  /** Ends all streams. At a stop each does so by itself; this is for whoever stops earlier. */
  public void endAll() {
    check();
    for (var topic : List.copyOf(topics.keySet())) end(topic, null);
  }

  private void beat(UUID topic) {
    publish(topic, HEARTBEAT);
  }

  private void forget(UUID topic, EventStream stream) {
    var left = topics.get(topic);
    if (left == null || !left.remove(stream)) return;
    streams--;
    if (left.isEmpty()) topics.remove(topic);
  }

  private void check() {
    if (Thread.currentThread() != loop) {
      throw new IllegalStateException("Call EventStreams on the event loop that made it");
    }
  }
}
