package io.antrean.ledger;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.Paging;
import io.antrean.http.Uuids;
import io.antrean.ledger.ConservationRepository.Told;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.UUID;

/** GET /api/v1/audit/conservation: the last audit of each release, for the staff of its office. */
public final class ConservationRoutes {

  private final ConservationRepository audits;
  private final Authenticator authenticator;

  public ConservationRoutes(ConservationRepository audits, Authenticator authenticator) {
    this.audits = audits;
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.get("/api/v1/audit/conservation").handler(this::list);
  }

  private void list(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
    var paging = Paging.of(ctx);
    audits
        .page(offices(caller), after(paging), paging.rows())
        .map(rows -> paging.page(rows, one -> one.release().toString(), ConservationRoutes::json))
        .onSuccess(
            page -> {
              ctx.response().putHeader("Cache-Control", "no-store");
              ctx.json(page);
            })
        .onFailure(ctx::fail);
  }

  /** Null for all. */
  private static Set<String> offices(Caller caller) {
    return caller.is(Role.ADMIN) ? null : caller.offices();
  }

  private static UUID after(Paging paging) {
    if (paging.after() == null) return null;
    var id = Uuids.parse(paging.after());
    if (id != null) return id;
    var errors = new FieldErrors();
    errors.add("?after", "cursor");
    throw errors.problem().asException();
  }

  private static JsonObject json(Told one) {
    return new JsonObject()
        .put("release", one.release().toString())
        .put("office", one.office())
        .put("service", one.service())
        .put("partition", one.partition())
        .put("epoch", one.epoch())
        .put("position", one.position())
        .put("auditedAt", Instants.text(one.auditedAt()))
        .put("capacity", one.capacity())
        .put("redis", one.redis().json())
        .put("postgres", one.postgres().json())
        .put("difference", one.difference());
  }
}
