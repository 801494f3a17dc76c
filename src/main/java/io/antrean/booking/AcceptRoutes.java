package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.booking.Waitlist.Acceptance;
import io.antrean.booking.Waitlist.Answered;
import io.antrean.catalogue.Catalogue;
import io.antrean.claim.Booking;
import io.antrean.claim.ClaimAnswers;
import io.antrean.claim.ClaimReader;
import io.antrean.claim.Patience;
import io.antrean.claim.RecordAnswers;
import io.antrean.claim.RecordAnswers.Asked;
import io.antrean.claim.Waiters;
import io.antrean.config.ClaimConfig;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/**
 * POST …/waitlist/{entry}/accept takes what is offered to the caller's own entry: a booking with
 * the entry's id. It is answered as a claim is, and may be repeated as one. One an event loop.
 */
public final class AcceptRoutes {

  private final WaitlistRepository repository;
  private final BookingRepository bookings;
  private final Waitlist waitlist;
  private final Authenticator authenticator;
  private final Catalogue catalogue;
  private final RecordAnswers records;
  private final BookingMetrics metrics;
  private final ClaimConfig config;

  public AcceptRoutes(
      WaitlistRepository repository,
      BookingRepository bookings,
      Waitlist waitlist,
      Authenticator authenticator,
      Catalogue catalogue,
      ClaimReader reader,
      Waiters waiters,
      ClaimAnswers answers,
      BookingMetrics metrics,
      ClaimConfig config) {
    this.repository = repository;
    this.bookings = bookings;
    this.waitlist = waitlist;
    this.authenticator = authenticator;
    this.catalogue = catalogue;
    this.metrics = metrics;
    this.records = new RecordAnswers(catalogue, reader, waiters, answers, metrics.acceptances());
    this.config = config;
  }

  public void mount(Router api) {
    api.post("/api/v1/releases/:release/waitlist/:entry/accept").handler(this::accept);
  }

  private void accept(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var releaseId = Uuids.parse(ctx.pathParam("release"));
    var entry = Uuids.parse(ctx.pathParam("entry"));
    if (releaseId == null || entry == null) throw BookingRoutes.notFound().asException();
    var release = catalogue.release(releaseId);
    if (release == null) {
      past(ctx, releaseId, entry, caller.account());
      return;
    }
    var account = caller.account();
    var waitMs = Patience.of(ctx.request().getHeader("Prefer"), config);
    var fingerprint = EntryFingerprint.of(account, release.id(), entry);
    var permits = caller.permits();
    var began = System.nanoTime();
    var asked = new Asked(ctx.request(), release, entry, fingerprint, null, permits, waitMs, began);
    var waiter = records.expect(asked);
    waitlist
        .accept(release.partition(), entry, fingerprint)
        .onSuccess(
            acceptance -> {
              if (acceptance.record() != null) {
                records.recorded(asked, acceptance.record(), waiter);
              } else if (acceptance.answered() == Answered.NO_OFFER) {
                records.forget(waiter);
                past(ctx, release.id(), entry, account);
              } else {
                records.refuse(asked, problem(acceptance), waiter);
              }
            })
        .onFailure(failure -> records.refuse(asked, ClaimAnswers.unknown(), waiter));
  }

  private static Problem problem(Acceptance acceptance) {
    return switch (acceptance.answered()) {
      case CLAIM_DIFFERS -> Problem.of(409, "claim-differs");
      case RELEASE_CLOSED -> Problem.of(409, "release-closed");
      case ALREADY_BOOKED -> {
        var problem = Problem.of(409, "already-booked");
        var booking = acceptance.id();
        yield booking == null ? problem : problem.with("booking", booking.toString());
      }
      case PERSON_BLOCKED ->
          ClaimAnswers.personBlocked(acceptance.untilMs())
              .with("person", acceptance.id().toString());
      case OVERLOADED -> ClaimAnswers.overloaded();
      case GRANTED, KNOWN, NO_OFFER, NOT_LOADED, RECOVERING -> ClaimAnswers.recovering();
    };
  }

  /** What PostgreSQL knows of an entry that Redis has no offer for. */
  private void past(RoutingContext ctx, UUID release, UUID id, UUID account) {
    repository
        .find(id)
        .compose(
            entry -> {
              if (entry == null
                  || !entry.account().equals(account)
                  || !entry.release().equals(release)) {
                return Future.failedFuture(BookingRoutes.notFound().asException());
              }
              return bookings.find(id).map(booking -> past(ctx, entry, booking));
            })
        .onFailure(ctx::fail);
  }

  private Void past(RoutingContext ctx, WaitlistEntry entry, Booking booking) {
    var isIts = booking != null && entry.state().equals(WaitlistEntry.TAKEN);
    if (isIts && booking.wasConfirmed()) {
      metrics.acceptance("confirmed");
      ClaimAnswers.confirmed(ctx.response(), 200, booking);
    } else {
      // PostgreSQL may not have heard yet that it has expired.
      var isOver = entry.state().equals(WaitlistEntry.OFFERED);
      var state = isOver ? WaitlistEntry.EXPIRED : entry.state();
      records.refuse(ctx.request(), Problem.of(409, "no-offer").with("state", state));
    }
    return null;
  }
}
