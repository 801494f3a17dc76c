package io.antrean.ledger;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.http.Instants;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.ledger.LedgerEntry.Kind;
import io.antrean.ledger.SetAsideRepository.SetAside;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Locale;

/**
 * GET /api/v1/audit/set-aside lists what PostgreSQL could not take; POST …/{number}/retry and
 * …/{number}/refuse resolve one. For administrators. One an event loop.
 */
public final class SetAsideRoutes {

  private static final String PATH = "/api/v1/audit/set-aside";
  private static final Duration SOON = Duration.ofSeconds(1);

  private final SetAsideRepository setAsides;
  private final Authenticator authenticator;
  private final Resolutions resolutions;

  public SetAsideRoutes(
      SetAsideRepository setAsides, Authenticator authenticator, Resolutions resolutions) {
    this.setAsides = setAsides;
    this.authenticator = authenticator;
    this.resolutions = resolutions;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.get(PATH + "/:number").handler(ctx -> resolve(ctx, null));
    api.post(PATH + "/:number/retry").handler(ctx -> resolve(ctx, "retry"));
    api.post(PATH + "/:number/refuse").handler(ctx -> resolve(ctx, "refuse"));
  }

  private void list(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var paging = Paging.of(ctx);
    setAsides
        .page(paging.number(Long.MAX_VALUE), paging.rows())
        .map(rows -> paging.page(rows, one -> Long.toString(one.number()), SetAsideRoutes::json))
        .onSuccess(page -> answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }

  /** {@code how} is null to look only. */
  private void resolve(RoutingContext ctx, String how) {
    authenticator.require(ctx, Role.ADMIN);
    var number = ctx.pathParam("number");
    if (!number.matches("[0-9]{1,18}")) throw notFound().asException();
    setAsides
        .find(Long.parseLong(number))
        .onSuccess(
            one -> {
              if (one == null) notFound().send(ctx);
              else if (how == null) answer(ctx, 200, json(one));
              else if (!one.isOpen()) resolved().send(ctx);
              else ask(ctx, one, how);
            })
        .onFailure(ctx::fail);
  }

  /** On record before it is asked: the ledger knows nobody, and answers later. */
  private void ask(RoutingContext ctx, SetAside one, String how) {
    setAsides
        .notes(authenticator.author(ctx), one, how)
        .compose(noted -> how.equals("retry") ? resolutions.retry(one) : resolutions.refuse(one))
        .onSuccess(
            answer -> {
              switch (answer.asked()) {
                case ACCEPTED, ASKED -> {
                  ctx.response().putHeader(HttpHeaders.LOCATION, PATH + "/" + one.number());
                  answer(ctx, 202, json(one));
                }
                case BUSY -> pending(answer.underWay()).send(ctx);
                case DECIDED -> resolved().send(ctx);
                case OVERLOADED -> Problem.of(503, "overloaded").retryAfter(SOON).send(ctx);
                case NO_RECORD, RECOVERING ->
                    Problem.of(503, "recovering").retryAfter(SOON).send(ctx);
              }
            })
        .onFailure(
            failure ->
                Problem.of(503, "unavailable")
                    .with("outcome", "unknown")
                    .retryAfter(SOON)
                    .send(ctx));
  }

  private static Problem notFound() {
    return Problem.of(404, "not-found");
  }

  private static Problem resolved() {
    return Problem.of(409, "already-resolved");
  }

  /** What was asked before decides what may be asked now. */
  private static Problem pending(Kind underWay) {
    return Problem.of(409, "resolution-pending")
        .with("underWay", underWay.name().toLowerCase(Locale.ROOT))
        .retryAfter(SOON);
  }

  /** Without persons and accounts: whoever needs them looks up the claim's. */
  private static JsonObject json(SetAside one) {
    return new JsonObject()
        .put("number", one.number())
        .put("kind", one.kind().name().toLowerCase(Locale.ROOT))
        .put("claim", one.claim().toString())
        .put("release", one.record().release().toString())
        .put("partition", one.partition())
        .put("reason", one.reason())
        .put("setAsideAt", Instants.text(one.setAsideAt()))
        .put("state", one.isOpen() ? "open" : one.resolution().toLowerCase(Locale.ROOT))
        .put("resolvedAt", one.resolvedAt() == null ? null : Instants.text(one.resolvedAt()));
  }

  private static void answer(RoutingContext ctx, int status, JsonObject body) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.json(body);
  }
}
