package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.Proposal.State;
import io.antrean.catalogue.Proposals.Decision;
import io.antrean.http.FieldErrors;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.SqlConnection;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Proposals over HTTP: looked at, confirmed and ended by administrators, and by supervisors of the
 * office.
 */
public final class ProposalRoutes {

  static final String PATH = "/api/v1/proposals";
  private static final String ONE = PATH + "/:proposal";

  private final Proposals proposals;
  private final ReleaseChanges changes;
  private final Blackouts blackouts;
  private final CatalogueRefresher refresher;
  private final Authenticator authenticator;

  public ProposalRoutes(
      Proposals proposals,
      ReleaseChanges changes,
      Blackouts blackouts,
      CatalogueRefresher refresher,
      Authenticator authenticator) {
    this.proposals = proposals;
    this.changes = changes;
    this.blackouts = blackouts;
    this.refresher = refresher;
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.get(ONE).handler(this::one);
    api.post(ONE + "/confirmation")
        .handler(
            ctx ->
                decide(
                    ctx,
                    (id, by) ->
                        proposals
                            .confirm(by, id, this::apply)
                            .compose(made -> refresher.refresh().otherwiseEmpty().map(made))));
    api.delete(ONE).handler(ctx -> decide(ctx, (id, by) -> proposals.end(by, id)));
  }

  private Future<String> apply(SqlConnection tx, Proposal proposal) {
    return switch (proposal.kind()) {
      case CLOSE, REOPEN, MOVE_OPENING -> changes.apply(tx, proposal);
      case BLACKOUT -> blackouts.apply(tx, proposal);
    };
  }

  private void list(RoutingContext ctx) {
    var caller = caller(ctx);
    var paging = Paging.of(ctx);
    var errors = new FieldErrors();
    var state = ctx.queryParams().get("state");
    var words = Arrays.stream(State.values()).map(State::name).toList();
    if (state != null && !words.contains(state)) {
      errors.add("?state", "one-of", String.join(", ", words));
    }
    var before = paging.number(Long.MAX_VALUE, errors);
    errors.throwIfAny();
    proposals
        .page(
            before,
            caller.is(Role.ADMIN) ? null : caller.offices(),
            state == null ? null : State.valueOf(state),
            paging.rows())
        .map(rows -> paging.page(rows, one -> Long.toString(one.number()), Proposal::json))
        .onSuccess(page -> answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }

  private void one(RoutingContext ctx) {
    var caller = caller(ctx);
    find(ctx, caller).onSuccess(proposal -> answer(ctx, 200, proposal.json())).onFailure(ctx::fail);
  }

  private void decide(RoutingContext ctx, BiFunction<UUID, Author, Future<Decision>> how) {
    var caller = caller(ctx);
    var author = authenticator.author(ctx);
    find(ctx, caller)
        .compose(proposal -> how.apply(proposal.id(), author))
        .onSuccess(decision -> answer(ctx, decision))
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, Decision decision) {
    if (decision instanceof Decision.Decided decided) {
      answer(ctx, 200, decided.proposal().json());
    } else if (decision instanceof Decision.Own) {
      Problem.of(403, "own-proposal").send(ctx);
    } else if (decision instanceof Decision.Over over) {
      Problem.of(409, "proposal-over").with("state", over.state().name()).send(ctx);
    } else if (decision instanceof Decision.NotChangeable refused) {
      notChangeable(refused.reason()).send(ctx);
    } else {
      notFound().send(ctx);
    }
  }

  static Problem notChangeable(String reason) {
    return Problem.of(409, "not-changeable").with("reason", reason);
  }

  private Caller caller(RoutingContext ctx) {
    return authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
  }

  /** One of another office is none to a supervisor. */
  private Future<Proposal> find(RoutingContext ctx, Caller caller) {
    var id = Uuids.parse(ctx.pathParam("proposal"));
    if (id == null) throw notFound().asException();
    return proposals
        .find(id)
        .compose(
            found ->
                found == null
                        || !caller.is(Role.ADMIN) && !caller.offices().contains(found.office())
                    ? Future.failedFuture(notFound().asException())
                    : Future.succeededFuture(found));
  }

  private static Problem notFound() {
    return Problem.of(404, "not-found");
  }

  static void answer(RoutingContext ctx, int status, JsonObject body) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.json(body);
  }
}
