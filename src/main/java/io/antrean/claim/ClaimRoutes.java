package io.antrean.claim;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.AvailabilityBoard;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimOutcome.Recorded;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.claim.Waiters.Waiter;
import io.antrean.config.ClaimConfig;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.antrean.http.Uuids;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.LongSupplier;

/** PUT and GET …/claims/{claim}: idempotent, because the client names it. One an event loop. */
public final class ClaimRoutes {

  /** Memory says "not open" only so long before the opening; nearer to it Redis's clock decides. */
  private static final long WELL_BEFORE_MS = 2000;

  /** One request: what it asks, how long it waits, when it came. */
  private record Asked(RoutingContext ctx, Claim claim, long waitMs, long arrivedNanos) {}

  private final Catalogue catalogue;
  private final AvailabilityBoard board;
  private final Authenticator authenticator;
  private final ClaimEngine engine;
  private final ClaimReader reader;
  private final Waiters waiters;
  private final ClaimMetrics metrics;
  private final ClaimConfig config;
  private final LongSupplier redisNowMs;
  private final PastClaims past;
  private final ClaimAnswers answers;
  private final Fingerprint fingerprint = new Fingerprint();

  public ClaimRoutes(
      Catalogue catalogue,
      AvailabilityBoard board,
      Authenticator authenticator,
      ClaimEngine engine,
      ClaimReader reader,
      Waiters waiters,
      ClaimMetrics metrics,
      ClaimConfig config,
      LongSupplier redisNowMs,
      ClaimRepository repository) {
    this.catalogue = catalogue;
    this.board = board;
    this.authenticator = authenticator;
    this.engine = engine;
    this.reader = reader;
    this.waiters = waiters;
    this.metrics = metrics;
    this.config = config;
    this.redisNowMs = redisNowMs;
    this.answers = new ClaimAnswers(catalogue, board, redisNowMs);
    this.past = new PastClaims(repository, this::refuse, this::known);
  }

  public void mount(Router api) {
    api.put("/api/v1/releases/:release/claims/:claim").handler(this::claim);
    api.get("/api/v1/releases/:release/claims/:claim").handler(this::find);
  }

  private void claim(RoutingContext ctx) {
    var arrived = System.nanoTime();
    try {
      var caller = authenticator.require(ctx, Role.CITIZEN);
      var release = release(ctx);
      if (release == null) {
        past.claim(ctx, caller, fingerprint);
        return;
      }
      var claim = read(ctx, caller, release);
      var refused = fromMemory(claim);
      if (refused != null) {
        refuse(ctx, refused);
        return;
      }
      var wait = Patience.of(ctx.request().getHeader("Prefer"), config);
      decide(new Asked(ctx, claim, wait, arrived));
    } catch (ProblemException e) {
      refuse(ctx, e.problem());
    }
  }

  /** The release as memory has it; null when it is retired, or there is none. */
  private Release release(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("release"));
    return id == null ? null : catalogue.release(id);
  }

  private Claim read(RoutingContext ctx, Caller caller, Release release) {
    var asked = ClaimInput.read(ctx, caller, release.id(), fingerprint);
    return new Claim(
        asked.id(),
        caller.account(),
        release,
        asked.slots(),
        asked.orNext(),
        asked.party(),
        asked.fingerprint());
  }

  /** What may be said without asking Redis: everything else comes after the known-claim check. */
  private Problem fromMemory(Claim claim) {
    var release = claim.release();
    var isWellBefore = release.opensAt().toEpochMilli() > redisNowMs.getAsLong() + WELL_BEFORE_MS;
    if (isWellBefore && !board.hasGranted(release.id())) {
      return answers.notOpen(release);
    }
    return board.soldOut(release.id(), claim.id()) ? answers.soldOut(release) : null;
  }

  private void decide(Asked asked) {
    // The wait begins before the claim is decided, so that no verdict can come too early.
    var waiter =
        asked.waitMs == 0 ? null : waiters.expect(asked.claim.id(), asked.claim.fingerprint());
    engine
        .decide(asked.claim)
        .onSuccess(
            outcome -> {
              metrics.decided(asked.arrivedNanos);
              if (outcome instanceof Recorded recorded) recorded(asked, recorded, waiter);
              else if (outcome instanceof Refused refused) refused(asked, refused, waiter);
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

  private void refused(Asked asked, Refused refused, Waiter waiter) {
    forget(waiter);
    var claim = asked.claim;
    var party = claim.party();
    var problem = answers.refusal(claim.release(), claim.slots(), party.size(), refused);
    if (refused.reason() == ClaimOutcome.Reason.PERSON_BLOCKED) {
      problem.with("person", party.get(refused.place()).toString());
    }
    refuse(asked.ctx, problem);
  }

  private void recorded(Asked asked, Recorded recorded, Waiter waiter) {
    var record = recorded.record();
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
    var claim = asked.claim;
    reader
        .find(claim.release().partition(), claim.id())
        .onSuccess(
            found -> {
              if (!found.open()) refuse(asked.ctx, ClaimAnswers.unknown());
              else if (found.record() == null) refuse(asked.ctx, ClaimAnswers.lost());
              else answer(asked, found.record(), 201);
            })
        .onFailure(failure -> refuse(asked.ctx, ClaimAnswers.unknown()));
  }

  private void answer(Asked asked, ClaimRecord record, int status) {
    var ctx = asked.ctx;
    var claim = asked.claim;
    var release = releaseOf(record);
    if (release == null) {
      refuse(ctx, ClaimAnswers.recovering());
      return;
    }
    switch (record.state()) {
      case CONFIRMED, CANCELLED, NO_SHOW, COMPLETED, POSTPONED -> {
        metrics.outcome("confirmed");
        if (status == 201) metrics.confirmed(asked.arrivedNanos);
        var booking = ClaimAnswers.booking(claim.id(), release, record);
        ClaimAnswers.confirmed(ctx, status, booking);
      }
      case HELD -> {
        metrics.outcome("held");
        ClaimAnswers.held(ctx, ClaimAnswers.booking(claim.id(), release, record));
      }
      case REJECTED ->
          refuse(
              ctx,
              answers.rejection(
                  claim.release(), claim.slots(), claim.party().size(), record.rejection()));
    }
  }

  /** Where the booking is now; null when this node has not read of that release yet. */
  private Release releaseOf(ClaimRecord record) {
    return catalogue.release(record.release());
  }

  private void known(RoutingContext ctx, Booking booking) {
    metrics.outcome("confirmed");
    ClaimAnswers.confirmed(ctx, 200, booking);
  }

  private void refuse(RoutingContext ctx, Problem problem) {
    metrics.outcome(problem.name());
    problem.send(ctx);
  }

  /** What the claim is now, for the account that made it. */
  private void find(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var release = release(ctx);
    if (release == null) {
      past.find(ctx, caller);
      return;
    }
    var id = Uuids.parse(ctx.pathParam("claim"));
    if (id == null) throw Problem.of(404, "not-found").asException();
    reader
        .find(release.partition(), id)
        .onSuccess(
            found -> {
              if (!found.open()) ClaimAnswers.recovering().send(ctx);
              else if (!isOwn(found.record(), caller, release.id())) notFound(ctx);
              else {
                found(ctx, id, found.record());
              }
            })
        .onFailure(failure -> ClaimAnswers.unknown().send(ctx));
  }

  private void found(RoutingContext ctx, UUID id, ClaimRecord record) {
    var release = releaseOf(record);
    if (release == null) {
      ClaimAnswers.recovering().send(ctx);
      return;
    }
    ClaimAnswers.state(ctx, ClaimAnswers.booking(id, release, record), record.rejection());
  }

  /** One that was moved may be in another release than it was claimed in. */
  private static boolean isOwn(ClaimRecord record, Caller caller, UUID release) {
    return record != null
        && record.account().equals(caller.account())
        && (record.changes() > 0 || record.release().equals(release));
  }

  private static void notFound(RoutingContext ctx) {
    Problem.of(404, "not-found").send(ctx);
  }
}
