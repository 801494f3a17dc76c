package io.antrean.audit;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.audit.AuditRepository.Question;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/**
 * GET /api/v1/audit/entries: who changed what, the newest first. For administrators; a supervisor
 * sees what concerns their offices.
 */
public final class AuditRoutes {

  private static final int TEXT_MAX = 100;

  private final AuditRepository entries;
  private final Authenticator authenticator;

  public AuditRoutes(AuditRepository entries, Authenticator authenticator) {
    this.entries = entries;
    this.authenticator = authenticator;
  }

  public void mount(Router api) {
    api.get("/api/v1/audit/entries").handler(this::list);
  }

  private void list(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
    var paging = Paging.of(ctx);
    var question = question(ctx, caller, paging);
    entries
        .page(question, paging.rows())
        .onSuccess(
            rows -> {
              ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
              ctx.json(
                  paging.page(rows, one -> Long.toString(one.number()), entry -> entry.json()));
            })
        .onFailure(ctx::fail);
  }

  private static Question question(RoutingContext ctx, Caller caller, Paging paging) {
    var errors = new FieldErrors();
    var asked =
        new Question(
            text(ctx, "object", errors),
            text(ctx, "office", errors),
            caller.is(Role.ADMIN) ? null : caller.offices(),
            instant(ctx, "from", errors),
            instant(ctx, "to", errors),
            paging.number(Long.MAX_VALUE, errors));
    errors.throwIfAny();
    if (asked.office() != null
        && asked.offices() != null
        && !asked.offices().contains(asked.office())) {
      throw Problem.of(403, "forbidden").asException();
    }
    return asked;
  }

  private static String text(RoutingContext ctx, String name, FieldErrors errors) {
    var text = ctx.queryParams().get(name);
    if (text == null) return null;
    if (!text.isEmpty() && text.length() <= TEXT_MAX && text.indexOf('\0') < 0) return text;
    errors.add("?" + name, "text-length", 1, TEXT_MAX);
    return null;
  }

  private static Instant instant(RoutingContext ctx, String name, FieldErrors errors) {
    var text = ctx.queryParams().get(name);
    if (text == null) return null;
    var instant = Instants.parse(text);
    if (instant == null) errors.add("?" + name, "instant");
    return instant;
  }
}
