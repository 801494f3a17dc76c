package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.claim.Booking;
import io.antrean.http.Instants;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * POST /api/v1/bookings/{id}/excuse: a supervisor of the booking's office, or an administrator,
 * excuses that nobody came, with a reason. It counts no more, for all of the party; who did it is
 * on record. It may be repeated: the first excuse stays.
 */
public final class ExcuseRoutes {

  /** Characters of a reason. */
  static final int REASON_MAX = 500;

  private final BookingRepository bookings;
  private final NoShowRepository noShows;
  private final Authenticator authenticator;

  public ExcuseRoutes(
      BookingRepository bookings, NoShowRepository noShows, Authenticator authenticator) {
    this.bookings = bookings;
    this.noShows = noShows;
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.post("/api/v1/bookings/:booking/excuse").handler(this::excuse);
  }

  private void excuse(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var reason = input.text("reason", 1, REASON_MAX);
    input.end();
    var id = Uuids.parse(ctx.pathParam("booking"));
    if (id == null) throw BookingRoutes.notFound().asException();
    bookings
        .find(id)
        .onSuccess(
            booking -> {
              if (booking == null || !BookingRoutes.mayRead(caller, booking)) {
                BookingRoutes.notFound().send(ctx);
              } else if (!caller.is(Role.ADMIN) && !caller.offices().contains(booking.office())) {
                // Of another office, but their own as a citizen.
                Problem.of(403, "forbidden").send(ctx);
              } else {
                excuse(ctx, booking, reason);
              }
            })
        .onFailure(ctx::fail);
  }

  private void excuse(RoutingContext ctx, Booking booking, String reason) {
    noShows
        .excuse(authenticator.author(ctx), booking.id(), reason)
        .onSuccess(
            excused -> {
              if (excused == null) {
                Problem.of(409, "not-excusable").with("state", booking.state()).send(ctx);
                return;
              }
              var answer =
                  new JsonObject()
                      .put("booking", booking.id().toString())
                      .put("state", booking.state())
                      .put("excusedAt", Instants.text(excused.at()))
                      .put("reason", excused.reason());
              BookingRoutes.answer(ctx, answer.toBuffer());
            })
        .onFailure(ctx::fail);
  }
}
