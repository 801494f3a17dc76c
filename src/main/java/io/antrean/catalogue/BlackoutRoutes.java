package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalTime;

/**
 * Blackouts of an office over HTTP: proposed by an administrator, looked at by its staff. Somebody
 * else confirms the proposal.
 */
public final class BlackoutRoutes {

  private static final String PATH = "/api/v1/offices/:office/blackouts";

  private final Blackouts blackouts;
  private final KnownOffice offices;
  private final Authenticator authenticator;

  public BlackoutRoutes(
      Blackouts blackouts,
      Catalogue catalogue,
      CatalogueRefresher refresher,
      Authenticator authenticator) {
    this.blackouts = blackouts;
    this.offices = new KnownOffice(catalogue, refresher);
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.post(PATH).handler(this::propose);
  }

  private void propose(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var day = input.date("day");
    var from = input.has("from") ? input.time("from") : LocalTime.MIN;
    var to = input.has("to") ? input.time("to") : Blackout.END_OF_DAY;
    var reason = input.text("reason", 1, ReleaseChangeRoutes.REASON_MAX);
    if (from != null && to != null && !from.isBefore(to)) {
      input.errors().add("/to", "not-after-start");
    }
    input.end();
    offices
        .of(ctx)
        .compose(office -> blackouts.ask(authenticator.author(ctx), office, day, from, to, reason))
        .onSuccess(
            proposal -> {
              var at = ProposalRoutes.PATH + "/" + proposal.id();
              ctx.response().putHeader(HttpHeaders.LOCATION, at);
              ProposalRoutes.answer(ctx, 202, proposal.json());
            })
        .onFailure(ctx::fail);
  }

  private void list(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
    var paging = Paging.of(ctx);
    var after = paging.number(Long.MAX_VALUE);
    if (!caller.is(Role.ADMIN) && !caller.offices().contains(ctx.pathParam("office"))) {
      throw Problem.of(403, "forbidden").asException();
    }
    offices
        .of(ctx)
        .compose(office -> blackouts.page(office, after, paging.rows()))
        .map(rows -> paging.page(rows, one -> Long.toString(one.number()), Blackout::json))
        .onSuccess(page -> ProposalRoutes.answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }
}
