package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.catalogue.ReleaseChanges.Asked;
import io.antrean.catalogue.ReleaseChanges.Outcome;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.ServerTime;
import io.antrean.http.Uuids;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * PATCH /api/v1/releases/{release}: an administrator closes it, opens it again, or moves its
 * opening. Of a release that is announced that is a proposal, {@code 202}.
 */
public final class ReleaseChangeRoutes {

  static final int REASON_MAX = 500;

  private final CatalogueRepository repository;
  private final CatalogueRefresher refresher;
  private final ReleaseChanges changes;
  private final Authenticator authenticator;
  private final LongSupplier redisNowMs;

  public ReleaseChangeRoutes(
      CatalogueRepository repository,
      CatalogueRefresher refresher,
      ReleaseChanges changes,
      Authenticator authenticator,
      LongSupplier redisNowMs) {
    this.repository = repository;
    this.refresher = refresher;
    this.changes = changes;
    this.authenticator = authenticator;
    this.redisNowMs = redisNowMs;
  }

  public void mount(Router api) {
    api.patch("/api/v1/releases/:release").handler(this::change);
  }

  private void change(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var asked = read(JsonInput.of(ctx));
    var id = Uuids.parse(ctx.pathParam("release"));
    if (id == null) throw Problem.of(404, "unknown-release").asException();
    changes
        .ask(authenticator.author(ctx), id, asked)
        .onSuccess(outcome -> answer(ctx, id, outcome))
        .onFailure(ctx::fail);
  }

  /** One change at a time: each has rules of its own, and is confirmed by itself. */
  private static Asked read(JsonInput input) {
    var states = List.of(ReleaseState.OPEN.name(), ReleaseState.CLOSED.name());
    var state = input.oneOf("state", states, null);
    var opensAt = input.optionalInstant("opensAt");
    var reason = input.optionalText("reason", 1, REASON_MAX);
    var emergency = input.flag("emergency", false);
    if (!input.has("state") && !input.has("opensAt")) input.errors().add("/state", "required");
    if (input.has("state") && input.has("opensAt")) input.errors().add("/opensAt", "one-change");
    if (emergency && !ReleaseState.CLOSED.name().equals(state)) {
      input.errors().add("/emergency", "emergency");
    }
    if (emergency && !input.has("reason")) input.errors().add("/reason", "required");
    input.end();
    if (opensAt != null) {
      var change = ReleaseChange.opensAt(opensAt.truncatedTo(ChronoUnit.MILLIS));
      return new Asked(change, reason, false);
    }
    var close = state.equals(ReleaseState.CLOSED.name());
    return new Asked(close ? ReleaseChange.CLOSE : ReleaseChange.REOPEN, reason, emergency);
  }

  private void answer(RoutingContext ctx, UUID id, Outcome outcome) {
    if (outcome instanceof Outcome.Done) {
      changed(ctx, id);
    } else if (outcome instanceof Outcome.Proposed proposed) {
      ServerTime.put(ctx.response(), redisNowMs.getAsLong());
      var at = ProposalRoutes.PATH + "/" + proposed.proposal().id();
      ctx.response().putHeader(HttpHeaders.LOCATION, at);
      ProposalRoutes.answer(ctx, 202, proposed.proposal().json());
    } else if (outcome instanceof Outcome.Pending pending) {
      Problem.of(409, "proposal-pending").with("proposal", pending.proposal().toString()).send(ctx);
    } else if (outcome instanceof Outcome.NotChangeable refused) {
      ProposalRoutes.notChangeable(refused.reason()).send(ctx);
    } else {
      Problem.of(404, "unknown-release").send(ctx);
    }
  }

  private void changed(RoutingContext ctx, UUID id) {
    refresher
        .refresh()
        .otherwiseEmpty()
        .compose(shown -> repository.find(id))
        .onSuccess(
            release -> {
              var now = redisNowMs.getAsLong();
              ServerTime.put(ctx.response(), now);
              ProposalRoutes.answer(ctx, 200, release.json(now));
            })
        .onFailure(ctx::fail);
  }
}
