package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.claim.BookingView;
import io.antrean.http.EventStreams;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.ProblemException;
import io.antrean.http.Uuids;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;

/**
 * GET /api/v1/bookings/{id}/events follows one's own booking; POST …/events/ticket gives the ticket
 * that opens it, since a browser's EventSource sends no header. One an event loop.
 */
public final class BookingEventRoutes {

  private static final String EVENTS = "/api/v1/bookings/:booking/events";

  private final OwnBooking ownBooking;
  private final Authenticator authenticator;
  private final BookingEvents events;
  private final Clock clock;
  private final Duration every;
  private final Duration ticketLife;

  public BookingEventRoutes(
      BookingRepository bookings,
      BookingEventRepository repository,
      Authenticator authenticator,
      EventStreams streams,
      Clock clock,
      Duration every,
      Duration ticketLife) {
    this.ownBooking = new OwnBooking(bookings, authenticator);
    this.authenticator = authenticator;
    this.events = new BookingEvents(repository, streams, authenticator::isEnded);
    this.clock = clock;
    this.every = every;
    this.ticketLife = ticketLife;
  }

  public void mount(Router api) {
    events.start(every);
    api.post(EVENTS + "/ticket").handler(this::ticket);
    api.get(EVENTS).handler(this::follow);
  }

  private void ticket(RoutingContext ctx) {
    ownBooking.find(
        ctx,
        problem -> problem.send(ctx),
        own -> {
          // A token tells whole seconds: up, so that a ticket lives as long as it says at least.
          var until = clock.instant().plus(ticketLife).getEpochSecond() + 1;
          var address = address(BookingView.self(own.booking()));
          var ticket = authenticator.pass(authenticator.require(ctx), address, until);
          ctx.response()
              .setStatusCode(201)
              .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
              .putHeader(HttpHeaders.LOCATION, address + "?ticket=" + ticket);
          ctx.json(
              new JsonObject().put("ticket", ticket).put("expiresAt", Instants.text(until * 1000)));
        });
  }

  private static String address(String booking) {
    return booking + "/events";
  }

  private void follow(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("booking"));
    if (id == null) throw BookingRoutes.notFound().asException();
    var address = address("/api/v1/bookings/" + id);
    var owner = owner(ctx, address);
    var lastSeen = lastSeen(ctx);
    events.subscribe(ctx, id, owner, lastSeen).onFailure(ctx::fail);
  }

  /** By the ticket: who has none, or one that is over, hears how to come by one. */
  private Caller owner(RoutingContext ctx, String address) {
    try {
      return authenticator.passed(ctx.queryParams().get("ticket"), address);
    } catch (ProblemException refused) {
      throw refused.problem().detail("unauthenticated.events").asException();
    }
  }

  /** By the header of a browser that comes back, or the query of a page that makes a new stream. */
  private static long lastSeen(RoutingContext ctx) {
    var header = EventStreams.lastEventId(ctx);
    var text = header != null ? header : ctx.queryParams().get("lastEventId");
    if (text == null) return BookingEvent.NOTHING;
    if (text.matches("[0-9]{1,18}")) return Long.parseLong(text);
    // A header that is not ours is a proxy's or another page's: all is told again.
    if (header != null) return BookingEvent.NOTHING;
    var errors = new FieldErrors();
    errors.add("?lastEventId", "event-id");
    throw errors.problem().asException();
  }
}
