package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.booking.BookingRepository.Own;
import io.antrean.booking.Cancellations.Asked;
import io.antrean.catalogue.Catalogue;
import io.antrean.claim.Answered;
import io.antrean.claim.Askings;
import io.antrean.claim.Askings.Asking;
import io.antrean.claim.Booking;
import io.antrean.claim.BookingView;
import io.antrean.claim.Patience;
import io.antrean.claim.Verdict.Outcome;
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
  private final Askings askings;
  private final BookingMetrics metrics;
  private final ClaimConfig config;

  public CancelRoutes(
      BookingRepository bookings,
      Authenticator authenticator,
      Catalogue catalogue,
      Cancellations cancellations,
      Askings askings,
      BookingMetrics metrics,
      ClaimConfig config) {
    this.bookings = bookings;
    this.ownBooking = new OwnBooking(bookings, authenticator);
    this.catalogue = catalogue;
    this.cancellations = cancellations;
    this.askings = askings;
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
    var asking = waitMs == 0 ? null : askings.expect(own.booking().id(), own.fingerprint());
    cancellations
        .ask(own)
        .onSuccess(
            answer -> {
              var asked = answer.asked();
              var isUnderWay = asked == Asked.ACCEPTED || asked == Asked.ASKED;
              if (isUnderWay && asking != null) {
                askings
                    .await(asking, answer.entry(), waitMs)
                    .onSuccess(told -> readAgain(ctx, own, told));
                return;
              }
              forget(asking);
              if (isUnderWay) pending(ctx, own.booking());
              else if (asked == Asked.CANCELLED) readAgain(ctx, own, null);
              else refuse(ctx, problem(own.booking(), asked));
            })
        .onFailure(
            failure -> {
              forget(asking);
              refuse(
                  ctx, Problem.of(503, "unavailable").with("outcome", "unknown").retryAfter(SOON));
            });
  }

  private void forget(Asking asking) {
    if (asking != null) askings.forget(asking);
  }

  /**
   * PostgreSQL is asked, not the message: it says what is true now. {@code told} is what was said
   * of this cancel, null for nothing yet; one that was set aside is still open.
   */
  private void readAgain(RoutingContext ctx, Own own, Answered told) {
    var isKept = told != null && told.outcome() == Outcome.KEPT;
    bookings
        .find(own.booking().id())
        .onSuccess(
            now -> {
              if (now == null) BookingRoutes.notFound().send(ctx);
              else if (now.state().equals(Booking.CONFIRMED) && !isKept) pending(ctx, now);
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
