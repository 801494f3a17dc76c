package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.ServerTime;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Releases over HTTP. Those that are not retired are told from memory, since everybody looks at
 * them in a rush; the retired ones from PostgreSQL, and only when they are asked for by their state
 * or their id.
 */
final class ReleaseRoutes {

  private static final String PATH = "/api/v1/releases";
  private static final String FOR_A_SECOND = "public, max-age=1";

  /** How long an answer waits for a new release to be in Redis. It is given all the same then. */
  private static final long LOADED_WAIT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long LOADED_LOOK_MS = 20;

  /** What a list is asked for; null for all. */
  private record Filter(String office, String service, ReleaseState state, ReleaseCursor after) {}

  private final Catalogue catalogue;
  private final CatalogueRepository repository;
  private final CatalogueRefresher refresher;
  private final AvailabilityBoard board;
  private final Authenticator authenticator;
  private final int slotsMax;
  private final LongSupplier redisNowMs;

  ReleaseRoutes(
      Catalogue catalogue,
      CatalogueRepository repository,
      CatalogueRefresher refresher,
      AvailabilityBoard board,
      Authenticator authenticator,
      int slotsMax,
      LongSupplier redisNowMs) {
    this.catalogue = catalogue;
    this.repository = repository;
    this.refresher = refresher;
    this.board = board;
    this.authenticator = authenticator;
    this.slotsMax = slotsMax;
    this.redisNowMs = redisNowMs;
  }

  void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.post(PATH).handler(this::create);
    api.get(PATH + "/:release").handler(this::one);
  }

  private void list(RoutingContext ctx) {
    var paging = Paging.of(ctx);
    var filter = filter(ctx, paging);
    rows(filter, paging.rows())
        .onSuccess(
            rows -> {
              var now = redisNowMs.getAsLong();
              ServerTime.put(ctx.response(), now);
              ctx.response().putHeader("Cache-Control", FOR_A_SECOND);
              ctx.json(
                  paging.page(
                      rows, row -> ReleaseCursor.of(row).text(), release -> release.json(now)));
            })
        .onFailure(ctx::fail);
  }

  private static Filter filter(RoutingContext ctx, Paging paging) {
    var errors = new FieldErrors();
    var state = ctx.queryParams().get("state");
    var words = Arrays.stream(ReleaseState.values()).map(ReleaseState::name).toList();
    if (state != null && !words.contains(state)) {
      errors.add("?state", "one-of", String.join(", ", words));
    }
    var after = paging.after() == null ? null : ReleaseCursor.parse(paging.after());
    if (after == null && paging.after() != null) errors.add("?after", "cursor");
    errors.throwIfAny();
    return new Filter(
        ctx.queryParams().get("office"),
        ctx.queryParams().get("service"),
        state == null ? null : ReleaseState.valueOf(state),
        after);
  }

  private Future<List<ReleaseSummary>> rows(Filter filter, int limit) {
    if (filter.state == ReleaseState.RETIRED) {
      return repository.retired(filter.office, filter.service, filter.after, limit);
    }
    var now = redisNowMs.getAsLong();
    return Future.succeededFuture(
        catalogue.releases().stream()
            .filter(r -> filter.office == null || r.office().id().equals(filter.office))
            .filter(r -> filter.service == null || r.service().id().equals(filter.service))
            .filter(r -> filter.state == null || ReleaseState.of(r, now) == filter.state)
            .map(ReleaseSummary::of)
            .filter(r -> filter.after == null || ReleaseCursor.of(r).compareTo(filter.after) > 0)
            .sorted((a, b) -> ReleaseCursor.of(a).compareTo(ReleaseCursor.of(b)))
            .limit(limit)
            .toList());
  }

  private void one(RoutingContext ctx) {
    find(id(ctx))
        .onSuccess(
            release -> {
              if (release != null) {
                ctx.response().putHeader("Cache-Control", FOR_A_SECOND);
              }
              answer(ctx, release);
            })
        .onFailure(ctx::fail);
  }

  /** One that memory does not have may be retired, or have been added elsewhere a moment ago. */
  private Future<ReleaseSummary> find(UUID id) {
    var release = catalogue.release(id);
    return release == null
        ? repository.find(id)
        : Future.succeededFuture(ReleaseSummary.of(release));
  }

  private void create(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var id = UUID.randomUUID();
    // Another node may have added the service a moment ago.
    refresher
        .refresh()
        .compose(fresh -> draft(input))
        .compose(
            draft -> {
              var release = draft.release(id);
              return repository
                  .add(authenticator.author(ctx), release)
                  .compose(added -> refresher.refresh().otherwiseEmpty())
                  .compose(shown -> untilLoaded(ctx.vertx(), id))
                  .onSuccess(loaded -> created(ctx, draft, ReleaseSummary.of(release)));
            })
        .onFailure(ctx::fail);
  }

  private Future<ReleaseDraft> draft(JsonInput input) {
    var draft = ReleaseDraft.read(input, catalogue);
    var days =
        draft.hasDays(input.errors())
            ? repository.days().of(draft.office().id(), draft.terms().from(), draft.terms().to())
            : Future.succeededFuture(OfficeDays.ALWAYS);
    return days.map(known -> draft.planned(input, known, slotsMax, redisNowMs.getAsLong()));
  }

  /** The days that it leaves out are said here only: they are no part of the release. */
  private void created(RoutingContext ctx, ReleaseDraft draft, ReleaseSummary release) {
    var now = redisNowMs.getAsLong();
    ServerTime.put(ctx.response(), now);
    var body = release.json(now);
    if (!draft.skipped().isEmpty()) {
      var skipped = new JsonArray();
      for (var one : draft.skipped()) {
        skipped.add(
            new JsonObject().put("day", one.day().toString()).put("holiday", one.holiday()));
      }
      body.put("skipped", skipped);
    }
    CatalogueRoutes.created(ctx, PATH + "/" + release.id(), body);
  }

  private Future<Void> untilLoaded(Vertx vertx, UUID release) {
    var promise = Promise.<Void>promise();
    lookUntilLoaded(vertx, release, System.nanoTime() + LOADED_WAIT_NANOS, promise);
    return promise.future();
  }

  private void lookUntilLoaded(Vertx vertx, UUID release, long untilNanos, Promise<Void> promise) {
    if (board.of(release) != null || System.nanoTime() - untilNanos >= 0) {
      promise.complete();
    } else {
      vertx.setTimer(LOADED_LOOK_MS, tick -> lookUntilLoaded(vertx, release, untilNanos, promise));
    }
  }

  private void answer(RoutingContext ctx, ReleaseSummary release) {
    var now = redisNowMs.getAsLong();
    ServerTime.put(ctx.response(), now);
    if (release == null) Problem.of(404, "unknown-release").send(ctx);
    else ctx.json(release.json(now));
  }

  private static UUID id(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("release"));
    if (id == null) throw Problem.of(404, "unknown-release").asException();
    return id;
  }
}
