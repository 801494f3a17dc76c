package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.booking.BookingRepository.Own;
import io.antrean.booking.Reschedules.Answer;
import io.antrean.booking.Reschedules.Asked;
import io.antrean.booking.Reschedules.Wish;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.Answered;
import io.antrean.claim.Askings;
import io.antrean.claim.Askings.Asking;
import io.antrean.claim.Booking;
import io.antrean.claim.BookingView;
import io.antrean.claim.ClaimAnswers;
import io.antrean.claim.ClaimOutcome.Reason;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.claim.Patience;
import io.antrean.claim.Rejection;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.config.ClaimConfig;
import io.antrean.http.FieldErrors;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * POST /api/v1/bookings/{id}/reschedule moves the caller's own booking to other seats: 200 once
 * PostgreSQL has it, else 202. Until then, and when it fails, it keeps the seats that it has. It
 * may be repeated: who has a seat in a wanted slot stays there. One an event loop.
 */
public final class RescheduleRoutes {

  private static final Duration SOON = Duration.ofSeconds(1);

  private final BookingRepository bookings;
  private final Authenticator authenticator;
  private final OwnBooking ownBooking;
  private final Catalogue catalogue;
  private final Reschedules reschedules;
  private final Askings askings;
  private final ClaimAnswers answers;
  private final BookingMetrics metrics;
  private final ClaimConfig config;

  public RescheduleRoutes(
      BookingRepository bookings,
      Authenticator authenticator,
      Catalogue catalogue,
      Reschedules reschedules,
      Askings askings,
      ClaimAnswers answers,
      BookingMetrics metrics,
      ClaimConfig config) {
    this.bookings = bookings;
    this.authenticator = authenticator;
    this.ownBooking = new OwnBooking(bookings, authenticator);
    this.catalogue = catalogue;
    this.reschedules = reschedules;
    this.askings = askings;
    this.answers = answers;
    this.metrics = metrics;
    this.config = config;
  }

  public void mount(Router api) {
    api.post("/api/v1/bookings/:booking/reschedule").handler(this::reschedule);
  }

  private void reschedule(RoutingContext ctx) {
    // Before the body: who may not ask hears 401, whatever it says.
    authenticator.require(ctx);
    var input = RescheduleInput.read(ctx);
    ownBooking.find(
        ctx,
        problem -> refuse(ctx, problem),
        own -> {
          if (own.booking().state().equals(Booking.CONFIRMED)) ask(ctx, own, input);
          else refuse(ctx, not(own.booking(), "state"));
        });
  }

  private void ask(RoutingContext ctx, Own own, RescheduleInput input) {
    try {
      ask(ctx, own, new Wish(wanted(own.booking(), input), input.slots(), input.orNext()));
    } catch (ProblemException e) {
      refuse(ctx, e.problem());
    }
  }

  /** Of the same office and service: it is one step in one partition, and one letter. */
  private Release wanted(Booking booking, RescheduleInput input) {
    var own = catalogue.release(booking.release());
    if (own == null) throw not(booking, "over").asException();
    if (input.release() == null) return own;
    var wanted = catalogue.release(input.release());
    if (wanted == null) throw Problem.of(404, "unknown-release").asException();
    if (wanted.service().no() == own.service().no()) return wanted;
    var errors = new FieldErrors();
    errors.add("/release", "same-service");
    throw errors.problem().asException();
  }

  private void ask(RoutingContext ctx, Own own, Wish wish) {
    var waitMs = Patience.of(ctx.request().getHeader("Prefer"), config);
    var before = own.booking();
    // The wait begins before the asking, so that no verdict can come too early.
    var asking = waitMs == 0 ? null : askings.expect(before.id(), own.fingerprint());
    reschedules
        .ask(own, wish)
        .onSuccess(
            answer -> {
              if (answer.asked() == Asked.ACCEPTED && asking != null) {
                askings
                    .await(asking, answer.entry(), waitMs)
                    .onSuccess(told -> readAgain(ctx, before, wish, told));
                return;
              }
              forget(asking);
              answer(ctx, own.booking(), wish, answer);
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
   * of this change, null for nothing yet.
   */
  private void readAgain(RoutingContext ctx, Booking before, Wish wish, Answered told) {
    var hasStayed = told != null && told.outcome() == Outcome.STAYED;
    bookings
        .find(before.id())
        .onSuccess(
            now -> {
              if (now == null) BookingRoutes.notFound().send(ctx);
              else if (hasStayed) refuse(ctx, stayed(now, wish, told.rejection()));
              else if (now.changes() > before.changes()) done(ctx, now);
              else if (now.state().equals(Booking.CONFIRMED)) pending(ctx, now);
              else refuse(ctx, not(now, "state"));
            })
        .onFailure(failure -> pending(ctx, before));
  }

  /** Why PostgreSQL left it where it is, though Redis had found seats. */
  private Problem stayed(Booking now, Wish wish, Rejection rejection) {
    if (!now.state().equals(Booking.CONFIRMED)) return not(now, "state");
    if (rejection == null) return not(now, "refused");
    return switch (rejection) {
      case SLOT_BEGUN -> Problem.of(409, "slot-begun");
      case SLOT_TAKEN, NUMBER_TAKEN -> {
        var taken = new Refused(Reason.SLOT_TAKEN, 0, null, 0);
        yield answers.refusal(wish.release(), wish.slots(), now.members().size(), taken);
      }
      case CLAIM_DIFFERS, PERSON_GONE, ALREADY_BOOKED, REFUSED -> not(now, "refused");
    };
  }

  private void answer(RoutingContext ctx, Booking booking, Wish wish, Answer answer) {
    switch (answer.asked()) {
      case ACCEPTED -> pending(ctx, booking);
      case SAME -> asItIs(ctx, booking);
      case BUSY -> refuse(ctx, CancelRoutes.changePending());
      case BEGUN -> refuse(ctx, Problem.of(409, "slot-begun"));
      case USED_UP -> refuse(ctx, not(booking, "changes-used-up"));
      // PostgreSQL has it CONFIRMED, or had a moment ago: Redis knows better soon, or already.
      case CANCELLED, ENDED, REJECTED, NO_RECORD ->
          refuse(ctx, Problem.of(503, "recovering").retryAfter(SOON));
      case REFUSED -> {
        var party = booking.members().size();
        refuse(ctx, answers.refusal(wish.release(), wish.slots(), party, answer.refused()));
      }
    }
  }

  private void asItIs(RoutingContext ctx, Booking before) {
    bookings.find(before.id()).onSuccess(now -> done(ctx, now)).onFailure(ctx::fail);
  }

  private void done(RoutingContext ctx, Booking booking) {
    metrics.reschedule("rescheduled");
    send(ctx, 200, booking);
  }

  private void pending(RoutingContext ctx, Booking booking) {
    metrics.reschedule("pending");
    ctx.response().putHeader(HttpHeaders.LOCATION, BookingView.self(booking));
    send(ctx, 202, booking);
  }

  private void send(RoutingContext ctx, int status, Booking booking) {
    ctx.response().setStatusCode(status);
    var permits = authenticator.require(ctx).permits();
    var warnings = answers.warnings(booking, catalogue.release(booking.release()), permits);
    BookingRoutes.answer(ctx, BookingView.json(booking, warnings));
  }

  private void refuse(RoutingContext ctx, Problem problem) {
    metrics.reschedule(problem.name());
    problem.send(ctx);
  }

  /** {@code reason} is one of the contract's words: state, changes-used-up, over, refused. */
  private static Problem not(Booking booking, String reason) {
    return Problem.of(409, "not-reschedulable")
        .with("reason", reason)
        .with("state", booking.state());
  }
}
