package io.antrean.claim;

import io.antrean.account.Caller;
import io.antrean.claim.ClaimRepository.Past;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Answers for releases that memory does not have: a retired one's claims are told by PostgreSQL, so
 * that a retry gets its booking however late. Such a release gives no seats, so this is no hot
 * path.
 */
final class PastClaims {

  private final ClaimRepository repository;
  private final BiConsumer<RoutingContext, Problem> refuse;
  private final BiConsumer<RoutingContext, Booking> confirmed;

  /** {@code refuse} and {@code confirmed} send and count what a claim is answered. */
  PastClaims(
      ClaimRepository repository,
      BiConsumer<RoutingContext, Problem> refuse,
      BiConsumer<RoutingContext, Booking> confirmed) {
    this.repository = repository;
    this.refuse = refuse;
    this.confirmed = confirmed;
  }

  /** The claim again: its booking as it is now, or the refusal that it ended with. */
  void claim(RoutingContext ctx, Caller caller, Fingerprint fingerprint) {
    var release = Uuids.parse(ctx.pathParam("release"));
    if (release == null) throw unknownRelease();
    JsonInput.requireJson(ctx);
    var input = ClaimInput.read(ctx.pathParam("claim"), ctx.body().buffer(), caller);
    var print = input.fingerprint(fingerprint, caller.account(), release);
    past(release, input.id())
        .onSuccess(
            past -> {
              if (past == null) refuse.accept(ctx, Problem.of(409, "release-closed"));
              else if (!past.fingerprint().equals(print)) {
                refuse.accept(ctx, Problem.of(409, "claim-differs"));
              } else if (past.rejection() != null) {
                refuse.accept(ctx, rejection(past.rejection()));
              } else {
                confirmed.accept(ctx, past.booking());
              }
            })
        .onFailure(failure -> refuse.accept(ctx, problem(failure)));
  }

  /** What became of the claim, for the account that made it. */
  void find(RoutingContext ctx, Caller caller) {
    var release = Uuids.parse(ctx.pathParam("release"));
    var claim = Uuids.parse(ctx.pathParam("claim"));
    if (release == null) throw unknownRelease();
    if (claim == null) throw Problem.of(404, "not-found").asException();
    past(release, claim)
        .onSuccess(
            past -> {
              if (past == null || !isOwn(past.booking(), caller, release)) {
                Problem.of(404, "not-found").send(ctx);
              } else {
                ClaimAnswers.state(ctx.response(), past.booking(), past.rejection(), List.of());
              }
            })
        .onFailure(failure -> problem(failure).send(ctx));
  }

  private static boolean isOwn(Booking booking, Caller caller, UUID release) {
    var isThere = booking.changes() > 0 || booking.release().equals(release);
    return isThere && booking.account().equals(caller.account());
  }

  /** Fails where the release is none, or is one that this node has not read yet. */
  private Future<Past> past(UUID release, UUID claim) {
    return repository
        .retired(release)
        .compose(
            retired -> {
              if (retired == null) return Future.failedFuture(unknownRelease());
              return retired
                  ? repository.find(release, claim)
                  : Future.failedFuture(ClaimAnswers.recovering().asException());
            });
  }

  private static ProblemException unknownRelease() {
    return Problem.of(404, "unknown-release").asException();
  }

  private static Problem problem(Throwable failure) {
    return failure instanceof ProblemException known ? known.problem() : ClaimAnswers.unknown();
  }

  /** As it was said at the time, without what was free then. */
  private static Problem rejection(Rejection rejection) {
    return switch (rejection) {
      case CLAIM_DIFFERS, PERSON_GONE, ALREADY_BOOKED, REFUSED, SLOT_BEGUN ->
          Problem.of(409, rejection.text());
      case SLOT_TAKEN, NUMBER_TAKEN ->
          Problem.of(409, "slot-taken").with("takenAt", null).with("alternatives", new JsonArray());
    };
  }
}
