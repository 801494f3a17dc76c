package io.antrean.catalogue;

import static java.time.ZoneOffset.UTC;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.ReleasePlan.Rule;
import io.antrean.catalogue.ReleasePlans.Occurrence;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Release plans over HTTP: made and ended by administrators, looked at by supervisors of the office
 * too. One is not changed: it is ended, and another one made.
 */
public final class ReleasePlanRoutes {

  private static final String PATH = "/api/v1/release-plans";
  private static final String ONE = PATH + "/:plan";
  private static final int FROM_DAYS_MAX = 365;
  private static final int DAYS_MAX = 7;
  private static final int FAR_DAYS = 3650;
  private static final int SHOWN = 10;
  private static final int SECONDS_A_MINUTE = 60;

  private final ReleasePlans plans;
  private final Catalogue catalogue;
  private final CatalogueRefresher refresher;
  private final Authenticator authenticator;
  private final int slotsMax;
  private final LongSupplier nowMs;

  public ReleasePlanRoutes(
      Pool postgres,
      Catalogue catalogue,
      CatalogueRefresher refresher,
      Authenticator authenticator,
      int slotsMax,
      LongSupplier nowMs) {
    this.plans = new ReleasePlans(postgres);
    this.catalogue = catalogue;
    this.refresher = refresher;
    this.authenticator = authenticator;
    this.slotsMax = slotsMax;
    this.nowMs = nowMs;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.post(PATH).handler(this::add);
    api.get(ONE).handler(this::one);
    api.delete(ONE).handler(this::end);
  }

  private void add(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var id = UUID.randomUUID();
    // Another node may have added the service a moment ago.
    refresher
        .refresh()
        .compose(
            fresh -> {
              var office = ReleaseDraft.office(input, catalogue);
              var service = ReleaseDraft.service(input, catalogue, office);
              var rule = rule(input);
              var from = input.optionalDate("firstDay");
              var now = Instant.ofEpochMilli(nowMs.getAsLong());
              if (from != null && from.isAfter(LocalDate.ofInstant(now, UTC).plusDays(FAR_DAYS))) {
                input.errors().add("/firstDay", "far-day", FAR_DAYS);
              }
              input.end();
              var first = rule.first(from, now, office.zone());
              return plans.add(authenticator.author(ctx), id, service, rule, first);
            })
        .onSuccess(
            plan -> {
              ctx.response().putHeader(HttpHeaders.LOCATION, PATH + "/" + id);
              answer(ctx, 201, json(plan, List.of()));
            })
        .onFailure(ctx::fail);
  }

  private Rule rule(JsonInput input) {
    var errors = input.errors();
    var words = Arrays.stream(DayOfWeek.values()).map(ReleasePlanRoutes::word).toList();
    var weekday = input.oneOf("weekday", words);
    var rule =
        new Rule(
            weekday == null ? null : DayOfWeek.valueOf(weekday.toUpperCase(Locale.ROOT)),
            input.time("opens"),
            input.integer("fromDays", 0, FROM_DAYS_MAX),
            input.integer("days", 1, DAYS_MAX),
            input.time("dayStarts"),
            input.time("dayEnds"),
            input.integer(
                "slotMinutes", ReleaseDraft.SLOT_MINUTES_MIN, ReleaseDraft.SLOT_MINUTES_MAX),
            input.integer("capacity", 1, ReleaseDraft.CAPACITY_MAX),
            ReleaseDraft.admission(input));
    check(rule, errors);
    return rule;
  }

  private void check(Rule rule, FieldErrors errors) {
    var starts = rule.dayStarts();
    var ends = rule.dayEnds();
    if (starts == null || ends == null) return;
    if (!starts.isBefore(ends)) {
      errors.add("/dayEnds", "not-after-start");
      return;
    }
    // Its only day must not be over when it opens.
    var sameDay = rule.fromDays() + rule.days() == 1 && rule.opens() != null;
    if (sameDay && !rule.opens().isBefore(ends)) errors.add("/opens", "opens-too-late");
    if (errors.has("/slotMinutes") || errors.has("/days")) return;
    var minutes = (ends.toSecondOfDay() - starts.toSecondOfDay()) / SECONDS_A_MINUTE;
    var slots = (minutes + rule.slotMinutes() - 1) / rule.slotMinutes() * rule.days();
    if (slots > slotsMax) {
      errors.add("/slotMinutes", "slots-max", Integer.toString(slots), Integer.toString(slotsMax));
    }
  }

  private void list(RoutingContext ctx) {
    var caller = caller(ctx);
    var paging = Paging.of(ctx);
    var after = paging.number(0);
    plans
        .page(after, caller.is(Role.ADMIN) ? null : caller.offices(), paging.rows())
        .map(rows -> paging.page(rows, one -> Long.toString(one.number()), one -> json(one, null)))
        .onSuccess(page -> answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }

  private void one(RoutingContext ctx) {
    var caller = caller(ctx);
    plans
        .find(id(ctx))
        .compose(
            plan ->
                plan == null || !caller.is(Role.ADMIN) && !caller.offices().contains(plan.office())
                    ? Future.failedFuture(notFound().asException())
                    : shown(plan))
        .onSuccess(body -> answer(ctx, 200, body))
        .onFailure(ctx::fail);
  }

  private void end(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    plans
        .end(authenticator.author(ctx), id(ctx))
        .compose(plan -> plan == null ? Future.failedFuture(notFound().asException()) : shown(plan))
        .onSuccess(body -> answer(ctx, 200, body))
        .onFailure(ctx::fail);
  }

  private Future<JsonObject> shown(ReleasePlan plan) {
    return plans.occurrences(plan.id(), SHOWN).map(occurrences -> json(plan, occurrences));
  }

  private Caller caller(RoutingContext ctx) {
    return authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
  }

  private static UUID id(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("plan"));
    if (id == null) throw notFound().asException();
    return id;
  }

  private static Problem notFound() {
    return Problem.of(404, "not-found");
  }

  private static String word(DayOfWeek day) {
    return day.name().toLowerCase(Locale.ROOT);
  }

  /** In lists without what came of it. */
  private JsonObject json(ReleasePlan plan, List<Occurrence> occurrences) {
    var rule = plan.rule();
    var office = catalogue.office(plan.office());
    var next =
        plan.endedAt() != null || office == null
            ? null
            : Instants.text(rule.opensAt(plan.nextDay(), office.zone()));
    var json =
        new JsonObject()
            .put("id", plan.id().toString())
            .put("office", plan.office())
            .put("service", plan.service())
            .put("weekday", word(rule.weekday()))
            .put("opens", rule.opens().toString())
            .put("fromDays", rule.fromDays())
            .put("days", rule.days())
            .put("dayStarts", rule.dayStarts().toString())
            .put("dayEnds", rule.dayEnds().toString())
            .put("slotMinutes", rule.slotMinutes())
            .put("capacity", rule.capacity())
            .put("admission", rule.admission())
            .put("nextOpensAt", next)
            .put("createdAt", Instants.text(plan.createdAt()))
            .put("endedAt", plan.endedAt() == null ? null : Instants.text(plan.endedAt()));
    return occurrences == null ? json : json.put("releases", json(occurrences));
  }

  private static JsonArray json(List<Occurrence> occurrences) {
    var json = new JsonArray();
    for (var one : occurrences) {
      json.add(
          new JsonObject()
              .put("day", one.day().toString())
              .put("outcome", one.outcome().name())
              .put("release", one.release() == null ? null : one.release().toString())
              .put("madeAt", Instants.text(one.madeAt())));
    }
    return json;
  }

  private static void answer(RoutingContext ctx, int status, JsonObject body) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.json(body);
  }
}
