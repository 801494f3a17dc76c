package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimAnswers;
import io.antrean.http.FieldErrors;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * …/waitlist/{entry}: PUT joins, GET looks, DELETE leaves; …/waitlist lists the caller's own. To
 * join is idempotent, because the client names the entry. One an event loop.
 */
public final class WaitlistRoutes {

  private static final String PATH = "/api/v1/releases/:release/waitlist";
  private static final String ENTRY = PATH + "/:entry";

  private final WaitlistRepository repository;
  private final Waitlist waitlist;
  private final Authenticator authenticator;
  private final Catalogue catalogue;
  private final ClaimAnswers answers;
  private final BookingMetrics metrics;
  private final LongSupplier redisNowMs;

  public WaitlistRoutes(
      WaitlistRepository repository,
      Waitlist waitlist,
      Authenticator authenticator,
      Catalogue catalogue,
      ClaimAnswers answers,
      BookingMetrics metrics,
      LongSupplier redisNowMs) {
    this.repository = repository;
    this.waitlist = waitlist;
    this.authenticator = authenticator;
    this.catalogue = catalogue;
    this.answers = answers;
    this.metrics = metrics;
    this.redisNowMs = redisNowMs;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::own);
    api.put(ENTRY).handler(this::join);
    api.get(ENTRY).handler(this::look);
    api.delete(ENTRY).handler(this::leave);
  }

  private void join(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var releaseId = Uuids.parse(ctx.pathParam("release"));
    var release = releaseId == null ? null : catalogue.release(releaseId);
    var input = WaitlistInput.read(ctx, caller);
    var wish = wish(input, caller, releaseId == null ? new UUID(0, 0) : releaseId);
    repository
        .find(input.entry())
        .compose(
            known -> {
              if (known != null) return same(known, wish).map(found -> 200);
              var problem = hindrance(release, input);
              if (problem != null) return Future.failedFuture(problem.asException());
              return repository.join(wish, release).compose(now -> same(now, wish)).map(now -> 201);
            })
        .compose(
            status ->
                said(release, wish.id(), status == 201).map(entry -> answer(ctx, status, entry)))
        .onSuccess(done -> metrics.waitlist("joined"))
        .onFailure(failure -> fail(ctx, failure));
  }

  private static WaitlistEntry wish(WaitlistInput input, Caller caller, UUID release) {
    var slots = new ArrayList<LocalDateTime>();
    for (var slot : input.slots()) slots.add(LocalDateTime.parse(slot));
    return new WaitlistEntry(
        input.entry(),
        caller.account(),
        release,
        WaitlistEntry.WAITING,
        slots,
        input.party(),
        Instant.EPOCH,
        null,
        null,
        null,
        null);
  }

  private static Future<WaitlistEntry> same(WaitlistEntry found, WaitlistEntry wish) {
    return found.isSame(wish)
        ? Future.succeededFuture(found)
        : Future.failedFuture(Problem.of(409, "claim-differs").asException());
  }

  /** Why nobody may join with this; null when there is nothing. */
  private Problem hindrance(Release release, WaitlistInput input) {
    if (release == null) return Problem.of(404, "unknown-release");
    var now = redisNowMs.getAsLong();
    if (release.closedAt() != null || release.lastSlotAt().toEpochMilli() <= now) {
      return Problem.of(409, "release-closed");
    }
    if (release.opensAt().toEpochMilli() > now) return answers.notOpen(release);
    var begun = 0;
    for (var wanted : input.slots()) {
      var slot = release.slot(wanted);
      if (slot == null) return Problem.of(404, "unknown-slot").with("slot", wanted);
      if (slot.startsAt().toEpochMilli() <= now) begun++;
    }
    var allBegun = begun > 0 && begun == input.slots().size();
    return allBegun ? Problem.of(409, "slot-begun") : null;
  }

  /** Nobody is told that they wait before Redis knows that somebody does. */
  private Future<WaitlistEntry> said(Release release, UUID id, boolean isNew) {
    return repository
        .find(id)
        .compose(
            entry -> {
              if (release == null || !entry.state().equals(WaitlistEntry.WAITING)) {
                return Future.succeededFuture(entry);
              }
              return waitlist
                  .isWaitedFor(release.partition(), release.id(), isNew)
                  .recover(away -> Future.failedFuture(ClaimAnswers.unknown().asException()))
                  .compose(
                      open ->
                          open
                              ? Future.succeededFuture(entry)
                              : Future.failedFuture(ClaimAnswers.recovering().asException()));
            });
  }

  private void look(RoutingContext ctx) {
    ownEntry(ctx)
        .onSuccess(entry -> answer(ctx, 200, entry))
        .onFailure(failure -> ctx.fail(failure));
  }

  private void leave(RoutingContext ctx) {
    ownEntry(ctx)
        .compose(
            entry ->
                repository
                    .leave(entry.id(), entry.account())
                    .compose(done -> repository.find(entry.id())))
        .map(entry -> answer(ctx, 200, entry))
        .onSuccess(done -> metrics.waitlist("left"))
        .onFailure(failure -> fail(ctx, failure));
  }

  /** Fails with 404, the same whether there is none or it is somebody else's. */
  private Future<WaitlistEntry> ownEntry(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var release = Uuids.parse(ctx.pathParam("release"));
    var id = Uuids.parse(ctx.pathParam("entry"));
    if (release == null || id == null) throw BookingRoutes.notFound().asException();
    return repository
        .find(id)
        .compose(
            entry -> {
              var isOwn =
                  entry != null
                      && entry.account().equals(caller.account())
                      && entry.release().equals(release);
              return isOwn
                  ? Future.succeededFuture(entry)
                  : Future.failedFuture(BookingRoutes.notFound().asException());
            });
  }

  private void own(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var release = Uuids.parse(ctx.pathParam("release"));
    if (release == null) throw Problem.of(404, "unknown-release").asException();
    var paging = Paging.of(ctx);
    repository
        .page(caller.account(), release, after(paging), paging.rows())
        .map(rows -> paging.page(rows, one -> one.id().toString(), WaitlistView::json))
        .onSuccess(
            page -> {
              ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
              ctx.json(page);
            })
        .onFailure(ctx::fail);
  }

  private static UUID after(Paging paging) {
    if (paging.after() == null) return null;
    var id = Uuids.parse(paging.after());
    if (id != null) return id;
    var errors = new FieldErrors();
    errors.add("?after", "cursor");
    throw errors.problem().asException();
  }

  private static Void answer(RoutingContext ctx, int status, WaitlistEntry entry) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (status == 201) ctx.response().putHeader(HttpHeaders.LOCATION, WaitlistView.self(entry));
    ctx.json(WaitlistView.json(entry));
    return null;
  }

  private void fail(RoutingContext ctx, Throwable failure) {
    if (failure instanceof ProblemException known) metrics.waitlist(known.problem().name());
    ctx.fail(failure);
  }
}
