package io.antrean.ticket;

import io.antrean.account.Authenticator;
import io.antrean.booking.BookingRepository;
import io.antrean.booking.BookingRoutes;
import io.antrean.claim.Booking;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.antrean.ticket.TicketMetrics.Form;
import io.antrean.ticket.TicketRepository.Details;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * GET /api/v1/bookings/{id}/ticket, …/ticket.svg and …/calendar.ics, for whoever may read the
 * booking. A ticket is there from CONFIRMED on, until it is cancelled or the visit has ended.
 */
public final class TicketRoutes {

  private final BookingRepository bookings;
  private final TicketRepository repository;
  private final Authenticator authenticator;
  private final Tickets tickets;
  private final TicketMetrics metrics;

  public TicketRoutes(
      BookingRepository bookings,
      TicketRepository repository,
      Authenticator authenticator,
      Tickets tickets,
      TicketMetrics metrics) {
    this.bookings = bookings;
    this.repository = repository;
    this.authenticator = authenticator;
    this.tickets = tickets;
    this.metrics = metrics;
  }

  public void mount(Router api) {
    api.get("/api/v1/bookings/:booking/ticket").handler(this::ticket);
    api.get("/api/v1/bookings/:booking/ticket.svg").handler(this::svg);
    api.get("/api/v1/bookings/:booking/calendar.ics").handler(this::calendar);
  }

  private record Read(Booking booking, Details details) {}

  private void ticket(RoutingContext ctx) {
    read(ctx)
        .map(TicketRoutes::withTicket)
        .map(of -> tickets.compact(of.booking, of.details))
        .onSuccess(compact -> answer(ctx, Form.JWS, "application/jose", compact))
        .onFailure(ctx::fail);
  }

  private void svg(RoutingContext ctx) {
    read(ctx)
        .map(TicketRoutes::withTicket)
        .compose(of -> tickets.svg(of.booking, of.details))
        .onSuccess(svg -> answer(ctx, Form.SVG, "image/svg+xml", svg))
        .onFailure(ctx::fail);
  }

  private void calendar(RoutingContext ctx) {
    read(ctx)
        .onSuccess(
            of -> {
              var type = "text/calendar; charset=utf-8; method=";
              ctx.response()
                  .putHeader("Content-Disposition", "attachment; filename=\"antrean.ics\"");
              answer(
                  ctx,
                  Form.ICS,
                  type + CalendarFile.method(of.booking),
                  CalendarFile.of(of.booking, of.details));
            })
        .onFailure(ctx::fail);
  }

  /** The booking of the path, if this caller may read it; else it fails with 404. */
  private Future<Read> read(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    var id = Uuids.parse(ctx.pathParam("booking"));
    if (id == null) throw BookingRoutes.notFound().asException();
    // The booking last: one that moves meanwhile is then shown newer than its count, never older.
    return repository
        .details(id)
        .compose(
            details ->
                bookings
                    .find(id)
                    .map(
                        booking -> {
                          if (booking == null
                              || details == null
                              || !BookingRoutes.mayRead(caller, booking)) {
                            throw BookingRoutes.notFound().asException();
                          }
                          return new Read(booking, details);
                        }));
  }

  private static Read withTicket(Read of) {
    if (Tickets.isGivenFor(of.booking)) return of;
    throw Problem.of(409, "no-ticket").with("state", of.booking.state()).asException();
  }

  private void answer(RoutingContext ctx, Form form, String type, String body) {
    metrics.given(form);
    ctx.response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(body);
  }
}
