package io.antrean.claim;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.AvailabilityBoard;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimOutcome.Recorded;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.claim.RecordAnswers.Asked;
import io.antrean.config.ClaimConfig;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.antrean.http.Uuids;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.LongSupplier;

/** PUT and GET …/claims/{claim}: idempotent, because the client names it. One an event loop. */
public final class ClaimRoutes {

  static final String CLAIM = "/api/v1/releases/:release/claims/:claim";

  /** Memory says "not open" only so long before the opening; nearer to it Redis's clock decides. */
  private static final long WELL_BEFORE_MS = 2000;

  private final Catalogue catalogue;
  private final AvailabilityBoard board;
  private final Authenticator authenticator;
  private final ClaimEngine engine;
  private final ClaimReader reader;
  private final ClaimMetrics metrics;
  private final ClaimConfig config;
  private final LongSupplier redisLatestMs;
  private final PastClaims past;
  private final ClaimAnswers answers;
  private final RecordAnswers records;
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
      LongSupplier redisLatestMs,
      ClaimRepository repository) {
    this.catalogue = catalogue;
    this.board = board;
    this.authenticator = authenticator;
    this.engine = engine;
    this.reader = reader;
    this.metrics = metrics;
    this.config = config;
    this.redisLatestMs = redisLatestMs;
    this.answers = new ClaimAnswers(catalogue, board, redisNowMs);
    this.records = new RecordAnswers(catalogue, reader, waiters, answers, metrics);
    this.past =
        new PastClaims(
            repository, (ctx, problem) -> records.refuse(ctx.request(), problem), this::known);
  }

  public void mount(Router api) {
    api.put(CLAIM).handler(this::claim);
    api.get(CLAIM).handler(this::find);
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
      JsonInput.requireJson(ctx);
      var body = ctx.body().buffer();
      claim(ctx.request(), caller, release, ctx.pathParam("claim"), body, arrived);
    } catch (ProblemException e) {
      records.refuse(ctx.request(), e.problem());
    }
  }

  /** A claim of this release by a citizen, in JSON; {@code arrivedNanos} is when it came. */
  void claim(
      HttpServerRequest request,
      Caller caller,
      Release release,
      String id,
      Buffer body,
      long arrivedNanos) {
    try {
      var input = ClaimInput.read(id, body, caller);
      var refused = fromMemory(release, input.id());
      if (refused != null) {
        records.refuse(request, refused);
        return;
      }
      var wait = Patience.of(request.getHeader("Prefer"), config);
      decide(request, claim(input, caller, release), caller, wait, arrivedNanos);
    } catch (ProblemException e) {
      records.refuse(request, e.problem());
    }
  }

  /** The release as memory has it; null when it is retired, or there is none. */
  private Release release(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("release"));
    return id == null ? null : catalogue.release(id);
  }

  private Claim claim(ClaimInput input, Caller caller, Release release) {
    return new Claim(
        input.id(),
        caller.account(),
        release,
        input.request().slots(),
        input.request().orNext(),
        input.party(),
        input.fingerprint(fingerprint, caller.account(), release.id()));
  }

  /** What may be said without asking Redis: everything else comes after the known-claim check. */
  private Problem fromMemory(Release release, UUID claim) {
    var isWellBefore =
        release.opensAt().toEpochMilli() > redisLatestMs.getAsLong() + WELL_BEFORE_MS;
    if (isWellBefore && !board.hasGranted(release.id())) return answers.notOpen(release);
    return board.soldOut(release.id(), claim) ? answers.soldOut(release) : null;
  }

  private void decide(
      HttpServerRequest request, Claim claim, Caller caller, long waitMs, long arrivedNanos) {
    var asked =
        new Asked(
            request,
            claim.release(),
            claim.id(),
            claim.fingerprint(),
            claim.slots(),
            caller.permits(),
            waitMs,
            arrivedNanos);
    var waiter = records.expect(asked);
    engine
        .decide(claim)
        .onSuccess(
            outcome -> {
              metrics.decided(arrivedNanos);
              if (outcome instanceof Recorded recorded) {
                records.recorded(asked, recorded.record(), waiter);
              } else if (outcome instanceof Refused refused) {
                records.refuse(asked, refusal(claim, refused), waiter);
              }
            })
        .onFailure(failure -> records.refuse(asked, ClaimAnswers.unknown(), waiter));
  }

  private Problem refusal(Claim claim, Refused refused) {
    var party = claim.party();
    var problem = answers.refusal(claim.release(), claim.slots(), party.size(), refused);
    return refused.reason() == ClaimOutcome.Reason.PERSON_BLOCKED
        ? problem.with("person", party.get(refused.place()).toString())
        : problem;
  }

  private void known(RoutingContext ctx, Booking booking) {
    metrics.outcome("confirmed");
    ClaimAnswers.confirmed(ctx.response(), 200, booking);
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
                found(ctx, id, found.record(), caller);
              }
            })
        .onFailure(failure -> ClaimAnswers.unknown().send(ctx));
  }

  private void found(RoutingContext ctx, UUID id, ClaimRecord record, Caller caller) {
    // Where the booking is now: null when this node has not read of that release yet.
    var release = catalogue.release(record.release());
    if (release == null) {
      ClaimAnswers.recovering().send(ctx);
      return;
    }
    var booking = ClaimAnswers.booking(id, release, record);
    var warnings = answers.warnings(booking, release, caller.permits());
    ClaimAnswers.state(ctx.response(), booking, record.rejection(), warnings);
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
