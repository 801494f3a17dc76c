package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.booking.Waitlist.Acceptance;
import io.antrean.booking.Waitlist.Answered;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.Booking;
import io.antrean.claim.ClaimAnswers;
import io.antrean.claim.ClaimReader;
import io.antrean.claim.ClaimRecord;
import io.antrean.claim.Patience;
import io.antrean.claim.Waiters;
import io.antrean.claim.Waiters.Waiter;
import io.antrean.config.ClaimConfig;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/**
 * POST …/waitlist/{entry}/accept takes what is offered to the caller's own entry: a booking with
 * the entry's id. It is answered as a claim is, and may be repeated as one. One an event loop.
 */
public final class AcceptRoutes {

  /** One request: whose entry, and what it waits for. */
  private record Asked(RoutingContext ctx, Release release, UUID entry, UUID account, long waitMs) {

    UUID fingerprint() {
      return EntryFingerprint.of(account, release.id(), entry);
    }
  }

  private final WaitlistRepository repository;
  private final BookingRepository bookings;
  private final Waitlist waitlist;
  private final Authenticator authenticator;
  private final Catalogue catalogue;
  private final ClaimReader reader;
  private final Waiters waiters;
  private final ClaimAnswers answers;
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
    this.reader = reader;
    this.waiters = waiters;
    this.answers = answers;
    this.metrics = metrics;
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
    var waitMs = Patience.of(ctx.request().getHeader("Prefer"), config);
    ask(new Asked(ctx, release, entry, caller.account(), waitMs));
  }

  private void ask(Asked asked) {
    // The wait begins before the asking, so that no verdict can come too early.
    var waiter = asked.waitMs == 0 ? null : waiters.expect(asked.entry, asked.fingerprint());
    waitlist
        .accept(asked.release.partition(), asked.entry, asked.fingerprint())
        .onSuccess(
            acceptance -> {
              if (acceptance.record() != null) {
                recorded(asked, acceptance.record(), waiter);
                return;
              }
              forget(waiter);
              refused(asked, acceptance);
            })
        .onFailure(
            failure -> {
              forget(waiter);
              refuse(asked.ctx, ClaimAnswers.unknown());
            });
  }

  private void forget(Waiter waiter) {
    if (waiter != null) waiters.forget(waiter);
  }

  private void recorded(Asked asked, ClaimRecord record, Waiter waiter) {
    if (record.state() != ClaimRecord.State.HELD) {
      forget(waiter);
      answer(asked, record, 200);
    } else if (waiter == null) {
      answer(asked, record, 202);
    } else {
      waiter.until(asked.waitMs);
      waiter
          .decided()
          .onSuccess(
              decided -> {
                if (decided == null) readAgain(asked);
                else answer(asked, decided, 201);
              });
    }
  }

  /** The wait has ended without a word: the record says what is so now. */
  private void readAgain(Asked asked) {
    reader
        .find(asked.release.partition(), asked.entry)
        .onSuccess(
            found -> {
              if (!found.open()) refuse(asked.ctx, ClaimAnswers.unknown());
              else if (found.record() == null) refuse(asked.ctx, ClaimAnswers.lost());
              else answer(asked, found.record(), 201);
            })
        .onFailure(failure -> refuse(asked.ctx, ClaimAnswers.unknown()));
  }

  private void answer(Asked asked, ClaimRecord record, int status) {
    // It may have moved since.
    var release = catalogue.release(record.release());
    if (release == null) {
      refuse(asked.ctx, ClaimAnswers.recovering());
      return;
    }
    var booking = ClaimAnswers.booking(asked.entry, release, record);
    switch (record.state()) {
      case CONFIRMED, CANCELLED, NO_SHOW, COMPLETED, POSTPONED -> {
        metrics.acceptance("confirmed");
        ClaimAnswers.confirmed(asked.ctx, status, booking);
      }
      case HELD -> {
        metrics.acceptance("held");
        ClaimAnswers.held(asked.ctx, booking);
      }
      case REJECTED -> {
        var slots = List.of(booking.slot().toString());
        var party = booking.members().size();
        refuse(asked.ctx, answers.rejection(release, slots, party, record.rejection()));
      }
    }
  }

  private void refused(Asked asked, Acceptance acceptance) {
    if (acceptance.answered() == Answered.NO_OFFER) {
      past(asked.ctx, asked.release.id(), asked.entry, asked.account);
    } else {
      refuse(asked.ctx, problem(acceptance));
    }
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
      ClaimAnswers.confirmed(ctx, 200, booking);
    } else {
      // PostgreSQL may not have heard yet that it has expired.
      var isOver = entry.state().equals(WaitlistEntry.OFFERED);
      var state = isOver ? WaitlistEntry.EXPIRED : entry.state();
      refuse(ctx, Problem.of(409, "no-offer").with("state", state));
    }
    return null;
  }

  private void refuse(RoutingContext ctx, Problem problem) {
    metrics.acceptance(problem.name());
    problem.send(ctx);
  }
}
