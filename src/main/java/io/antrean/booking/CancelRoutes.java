package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.booking.BookingRepository.Own;
import io.antrean.booking.Cancellations.Asked;
import io.antrean.catalogue.Catalogue;
import io.antrean.claim.Booking;
import io.antrean.claim.BookingView;
import io.antrean.claim.Patience;
import io.antrean.claim.Waiters;
import io.antrean.claim.Waiters.Waiter;
import io.antrean.config.ClaimConfig;
import io.antrean.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * DELETE /api/v1/bookings/{id} cancels the caller's own booking: 200 once PostgreSQL has it, else
 * 202. It may be repeated. Seats and persons come free only after the commit. One an event loop.
 */
public final class CancelRoutes {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final BookingRepository bookings;
  private final OwnBooking ownBooking;
  private final Catalogue catalogue;
  private final Cancellations cancellations;
  private final Waiters waiters;
  private final BookingMetrics metrics;
  private final ClaimConfig config;

  public CancelRoutes(
      BookingRepository bookings,
      Authenticator authenticator,
      Catalogue catalogue,
      Cancellations cancellations,
      Waiters waiters,
      BookingMetrics metrics,
      ClaimConfig config) {
    this.bookings = bookings;
    this.ownBooking = new OwnBooking(bookings, authenticator);
    this.catalogue = catalogue;
    this.cancellations = cancellations;
    this.waiters = waiters;
    this.metrics = metrics;
    this.config = config;
  }

  public void mount(Router api) {
    api.delete("/api/v1/bookings/:booking").handler(this::cancel);
  }

  private void cancel(RoutingContext ctx) {
    ownBooking.find(
        ctx,
        problem -> refuse(ctx, problem),
        own -> {
          if (own.booking().state().equals(Booking.CONFIRMED)) ask(ctx, own);
          else answer(ctx, own.booking());
        });
  }

  private void ask(RoutingContext ctx, Own own) {
    var waitMs = Patience.of(ctx.request().getHeader("Prefer"), config);
    // The wait begins before the asking, so that no verdict can come too early.
    var waiter = waitMs == 0 ? null : waiters.expectCancel(own.booking().id(), own.fingerprint());
    cancellations
        .ask(own)
        .onSuccess(
            asked -> {
              var isUnderWay = asked == Asked.ACCEPTED || asked == Asked.ASKED;
              if (isUnderWay && waiter != null) {
                waiter.until(waitMs);
                waiter.decided().onSuccess(told -> readAgain(ctx, own));
                return;
              }
              forget(waiter);
              if (isUnderWay) pending(ctx, own.booking());
              else if (asked == Asked.CANCELLED) readAgain(ctx, own);
              else refuse(ctx, problem(own.booking(), asked));
            })
        .onFailure(
            failure -> {
              forget(waiter);
              refuse(
                  ctx, Problem.of(503, "unavailable").with("outcome", "unknown").retryAfter(SOON));
            });
  }

  private void forget(Waiter waiter) {
    if (waiter != null) waiters.forget(waiter);
  }

  /** PostgreSQL is asked, not the message: it says what is true now. */
  private void readAgain(RoutingContext ctx, Own own) {
    bookings
        .find(own.booking().id())
        .onSuccess(
            now -> {
              if (now == null) BookingRoutes.notFound().send(ctx);
              else if (now.state().equals(Booking.CONFIRMED)) pending(ctx, now);
              else answer(ctx, now);
            })
        .onFailure(failure -> pending(ctx, own.booking()));
  }

  private void answer(RoutingContext ctx, Booking booking) {
    if (!booking.state().equals(Booking.CANCELLED)) {
      refuse(ctx, notCancellable(booking));
      return;
    }
    metrics.cancellation("cancelled");
    send(ctx, 200, booking);
  }

  private void pending(RoutingContext ctx, Booking booking) {
    metrics.cancellation("pending");
    ctx.response().putHeader(HttpHeaders.LOCATION, BookingView.self(booking));
    send(ctx, 202, booking);
  }

  private void send(RoutingContext ctx, int status, Booking booking) {
    ctx.response().setStatusCode(status);
    BookingRoutes.answer(ctx, BookingView.json(booking));
  }

  private void refuse(RoutingContext ctx, Problem problem) {
    metrics.cancellation(problem.name());
    problem.send(ctx);
  }

  private Problem problem(Booking booking, Asked asked) {
    return switch (asked) {
      case OVERLOADED -> Problem.of(503, "overloaded").retryAfter(SOON);
      // PostgreSQL has it CONFIRMED: Redis is behind, unless the release is over and retired.
      case RECOVERING, REJECTED -> Problem.of(503, "recovering").retryAfter(SOON);
      case NO_RECORD ->
          catalogue.release(booking.release()) == null
              ? notCancellable(booking)
              : Problem.of(503, "recovering").retryAfter(SOON);
      case BUSY -> changePending();
      case ENDED, SLOT_BEGUN, ACCEPTED, ASKED, CANCELLED -> notCancellable(booking);
    };
  }

  /** What was asked before it decides what may be asked now. */
  static Problem changePending() {
    return Problem.of(409, "change-pending").retryAfter(SOON);
  }

  private static Problem notCancellable(Booking booking) {
    return Problem.of(409, "not-cancellable").with("state", booking.state());
  }
}
