package io.antrean.floor;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Service;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.UUID;

/**
 * …/visits lists a day's; PUT …/{visit} is a walk-in, GET looks, POST …/{visit}/steps does
 * something with it; POST …/counters/{counter}/next calls the next one. For the office's staff.
 */
final class VisitRoutes {

  static final String PATH = "/api/v1/offices/:office/visits";

  private static final int NAME_MAX = 100;

  private final VisitRepository repository;
  private final WalkIns walkIns;
  private final Calls calls;
  private final Visits visits;
  private final Staff staff;
  private final Catalogue catalogue;
  private final FloorMetrics metrics;

  VisitRoutes(
      VisitRepository repository,
      WalkIns walkIns,
      Calls calls,
      Visits visits,
      Staff staff,
      Catalogue catalogue,
      FloorMetrics metrics) {
    this.repository = repository;
    this.walkIns = walkIns;
    this.calls = calls;
    this.visits = visits;
    this.staff = staff;
    this.catalogue = catalogue;
    this.metrics = metrics;
  }

  void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.put(PATH + "/:visit").handler(this::walkIn);
    api.get(PATH + "/:visit").handler(this::look);
    api.post(PATH + "/:visit/steps").handler(this::act);
    api.post(CounterRoutes.COUNTER + "/next").handler(this::next);
  }

  private void list(RoutingContext ctx) {
    var office = staff.officer(ctx).office();
    var paging = Paging.of(ctx);
    var errors = new FieldErrors();
    var asked = ctx.queryParams().get("day");
    var day = asked == null ? visits.today(office) : Days.read(asked);
    if (day == null) errors.add("?day", "date");
    var state = ctx.queryParams().get("state");
    var states = Arrays.stream(VisitState.values()).map(VisitState::name).toList();
    if (state != null && !states.contains(state)) {
      errors.add("?state", "one-of", String.join(", ", states));
    }
    var after = paging.number(0, errors);
    errors.throwIfAny();
    repository
        .page(office.id(), day, state, after, paging.rows())
        .map(rows -> paging.page(rows, one -> Long.toString(one.no()), VisitView::json))
        .onSuccess(page -> CounterRoutes.answer(ctx, page))
        .onFailure(ctx::fail);
  }

  private void walkIn(RoutingContext ctx) {
    var by = staff.officer(ctx);
    var input = JsonInput.of(ctx);
    var id = Uuids.parse(ctx.pathParam("visit"));
    if (id == null) input.errors().add("{visit}", "uuid");
    var service = service(input, by.office().id());
    var name = input.optionalText("name", 1, NAME_MAX);
    var nationality = input.optionalText("nationality", 2, 2);
    if (nationality != null && !nationality.matches("[A-Z]{2}")) {
      input.errors().add("/nationality", "country");
    }
    var priority = input.flag("priority", false);
    var reason = input.optionalText("reason", 1, CheckInWish.REASON_MAX);
    if (priority && !input.has("reason")) input.errors().add("/reason", "required");
    input.end();
    var today = visits.today(by.office());
    walkIns
        .take(
            new WalkIns.WalkIn(id, today, service, name, nationality, priority, reason),
            by.account())
        .onSuccess(
            taken -> {
              if (taken.isNew()) {
                metrics.checkedIn(1);
                var self = VisitView.self(taken.visit());
                ctx.response().setStatusCode(201).putHeader(HttpHeaders.LOCATION, self);
              }
              CounterRoutes.answer(ctx, VisitView.json(taken.visit()));
            })
        .onFailure(ctx::fail);
  }

  private Service service(JsonInput input, String office) {
    var id = input.text("service", 1, 40);
    var service = id == null ? null : catalogue.service(office, id);
    if (id != null && service == null) input.errors().add("/service", "service");
    return service;
  }

  private void look(RoutingContext ctx) {
    var office = staff.officer(ctx).office();
    repository
        .find(office.id(), visit(ctx))
        .compose(
            visit ->
                visit == null
                    ? Future.failedFuture(Staff.notFound().asException())
                    : repository
                        .steps(visit.id())
                        .map(steps -> VisitView.json(visit).put("steps", steps)))
        .onSuccess(json -> CounterRoutes.answer(ctx, json))
        .onFailure(ctx::fail);
  }

  private static UUID visit(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("visit"));
    if (id == null) throw Staff.notFound().asException();
    return id;
  }

  private void act(RoutingContext ctx) {
    var by = staff.officer(ctx);
    var wish = StepWish.read(ctx);
    visits
        .act(visit(ctx), wish, by)
        .onSuccess(
            visit -> {
              metrics.step(wish.act().name());
              CounterRoutes.answer(ctx, VisitView.json(visit));
            })
        .onFailure(ctx::fail);
  }

  private void next(RoutingContext ctx) {
    var by = staff.officer(ctx);
    LocalDate today = visits.today(by.office());
    calls
        .next(by, CounterRoutes.id(ctx), today)
        .onSuccess(
            visit -> {
              if (visit == null) {
                ctx.response().setStatusCode(204).end();
                return;
              }
              metrics.called(visit.lane());
              CounterRoutes.answer(ctx, VisitView.json(visit));
            })
        .onFailure(ctx::fail);
  }
}
