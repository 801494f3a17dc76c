package io.antrean.booking;

import io.antrean.account.Caller;
import io.antrean.http.EventStreams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who follow bookings what becomes of them, whatever node did it: one question to
 * PostgreSQL a turn for all bookings that are followed on this event loop, and none when there are
 * none. Belongs to that event loop.
 */
final class BookingEvents {

  private static final Logger log = LoggerFactory.getLogger(BookingEvents.class);

  /** How often a newcomer is read for again when the others were told something meanwhile. */
  private static final int READINGS_MAX = 5;

  private final BookingEventRepository repository;
  private final EventStreams streams;
  private final Predicate<Caller> ended;

  /** The event that all who follow a booking have, and whose ticket opened the last stream. */
  private final Map<UUID, Long> told = new HashMap<>();

  private final Map<UUID, Caller> owners = new HashMap<>();
  private boolean asking;
  private boolean failing;

  BookingEvents(BookingEventRepository repository, EventStreams streams, Predicate<Caller> ended) {
    this.repository = repository;
    this.streams = streams;
    this.ended = ended;
  }

  void start(Duration every) {
    Vertx.currentContext().owner().setPeriodic(every.toMillis(), tick -> turn());
  }

  /** Opens a stream, with what came after the event that this client has seen last. */
  Future<Void> subscribe(RoutingContext ctx, UUID booking, Caller owner, long lastSeen) {
    return subscribe(ctx, booking, owner, lastSeen, 1);
  }

  private Future<Void> subscribe(
      RoutingContext ctx, UUID booking, Caller owner, long lastSeen, int reading) {
    return repository
        .after(Map.of(booking, BookingEvent.NOTHING))
        .compose(
            events -> {
              if (ctx.response().closed()) return Future.succeededFuture();
              var newest = events.isEmpty() ? 0 : events.get(events.size() - 1).no();
              var known = streams.hasSubscribers(booking) ? told.get(booking) : null;
              if (known != null && known > newest && reading < READINGS_MAX) {
                return subscribe(ctx, booking, owner, lastSeen, reading + 1);
              }
              // Those who are there already hear first what this one has read.
              if (known != null) publish(since(events, known));
              endIfLoggedOut(booking);
              var first = Buffer.buffer();
              since(events, lastSeen).forEach(event -> first.appendBuffer(event.toBuffer()));
              streams.subscribe(ctx, booking, first);
              told.put(booking, newest);
              owners.put(booking, owner);
              return Future.succeededFuture();
            });
  }

  private static List<BookingEvent> since(List<BookingEvent> events, long last) {
    return events.stream().filter(event -> event.no() > last).toList();
  }

  private void turn() {
    told.keySet().removeIf(booking -> !streams.hasSubscribers(booking));
    owners.keySet().retainAll(told.keySet());
    owners.keySet().forEach(this::endIfLoggedOut);
    if (asking || told.isEmpty()) return;
    asking = true;
    repository
        .after(told)
        .onSuccess(this::publish)
        .onComplete(
            done -> {
              asking = false;
              say(done.cause());
            });
  }

  /** Who has logged out everywhere is not told any more. */
  private void endIfLoggedOut(UUID booking) {
    var owner = owners.get(booking);
    if (owner != null && ended.test(owner)) streams.end(booking, null);
  }

  /** What somebody was told meanwhile, when a newcomer was read for, is not told again. */
  private void publish(List<BookingEvent> events) {
    for (var event : events) {
      var last = told.get(event.booking());
      if (last == null || last >= event.no()) continue;
      told.put(event.booking(), event.no());
      streams.publish(event.booking(), event.toBuffer());
    }
  }

  /** One line when it begins to fail, one when it works again. */
  private void say(Throwable failure) {
    if (failure != null && !failing) {
      log.warn("event=booking-events-not-read reason={}", failure.getClass().getSimpleName());
    }
    if (failure == null && failing) log.info("event=booking-events-read-again");
    failing = failure != null;
  }
}
