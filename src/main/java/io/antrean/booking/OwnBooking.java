package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.booking.BookingRepository.Own;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** The booking of the request's path, for what only its owner may do with it. */
final class OwnBooking {

  private final BookingRepository bookings;
  private final Authenticator authenticator;

  OwnBooking(BookingRepository bookings, Authenticator authenticator) {
    this.bookings = bookings;
    this.authenticator = authenticator;
  }

  /**
   * Passes the caller's own booking on. Whoever may only read it is refused with {@code 403}; for
   * all others there is none, {@code 404}.
   */
  void find(RoutingContext ctx, Consumer<Problem> refuse, Consumer<Own> found) {
    var caller = authenticator.require(ctx);
    var id = Uuids.parse(ctx.pathParam("booking"));
    if (id == null) throw BookingRoutes.notFound().asException();
    bookings
        .own(id)
        .onSuccess(
            own -> {
              if (own == null || !BookingRoutes.mayRead(caller, own.booking())) {
                BookingRoutes.notFound().send(ctx);
              } else if (!own.booking().account().equals(caller.account())) {
                refuse.accept(Problem.of(403, "forbidden"));
              } else {
                found.accept(own);
              }
            })
        .onFailure(ctx::fail);
  }
}
