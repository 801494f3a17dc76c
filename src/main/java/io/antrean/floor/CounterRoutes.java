package io.antrean.floor;

import io.antrean.catalogue.Catalogue;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * …/counters: GET for all of the office's staff; PUT …/{counter} makes, changes, closes and opens
 * one, for its supervisors and administrators.
 */
final class CounterRoutes {

  static final String PATH = "/api/v1/offices/:office/counters";
  static final String COUNTER = PATH + "/:counter";

  private static final String ID = "[a-z0-9-]{1,40}";
  private static final int NAME_MAX = 100;
  private static final int SERVICES_MAX = 26;
  private static final List<String> LANES = names(Lane.values());
  private static final List<String> STAGES = List.of(Stage.PHOTO.name(), Stage.INTERVIEW.name());

  private final CounterRepository counters;
  private final Staff staff;
  private final Catalogue catalogue;

  CounterRoutes(CounterRepository counters, Staff staff, Catalogue catalogue) {
    this.counters = counters;
    this.staff = staff;
    this.catalogue = catalogue;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.get(COUNTER).handler(this::one);
    api.put(COUNTER).handler(this::put);
  }

  private void list(RoutingContext ctx) {
    var office = staff.officerOrAdmin(ctx).office();
    var paging = Paging.of(ctx);
    counters
        .page(office.id(), paging.after(), paging.rows())
        .map(rows -> paging.page(rows, Counter::id, Counter::json))
        .onSuccess(page -> answer(ctx, page))
        .onFailure(ctx::fail);
  }

  private void one(RoutingContext ctx) {
    var office = staff.officerOrAdmin(ctx).office();
    counters
        .find(office.id(), id(ctx))
        .onSuccess(
            counter -> {
              if (counter == null) Staff.notFound().send(ctx);
              else answer(ctx, counter.json());
            })
        .onFailure(ctx::fail);
  }

  /** Throws 404 where it can be none. */
  static String id(RoutingContext ctx) {
    var id = ctx.pathParam("counter");
    if (!id.matches(ID)) throw Staff.notFound().asException();
    return id;
  }

  private void put(RoutingContext ctx) {
    var by = staff.supervisorOrAdmin(ctx);
    var office = by.office();
    var input = JsonInput.of(ctx);
    var id = ctx.pathParam("counter");
    if (!id.matches(ID)) input.errors().add("{counter}", "id");
    var name = input.text("name", 1, NAME_MAX);
    var services = list(input, "services", SERVICES_MAX, null);
    for (int i = 0; i < services.size(); i++) {
      if (catalogue.service(office.id(), services.get(i)) == null) {
        input.errors().add("/services/" + i, "service");
      }
    }
    var lanes = list(input, "lanes", LANES.size(), LANES);
    var stages = list(input, "stages", STAGES.size(), STAGES);
    var open = input.flag("open", true);
    input.end();
    counters
        .put(by.author(), new Counter(office.id(), id, name, services, lanes, stages, null), open)
        .onSuccess(
            put -> {
              if (put.isNew()) {
                var self = "/api/v1/offices/" + office.id() + "/counters/" + id;
                ctx.response().setStatusCode(201).putHeader(HttpHeaders.LOCATION, self);
              }
              answer(ctx, put.counter().json());
            })
        .onFailure(ctx::fail);
  }

  /** Empty where it was not sent; {@code words} are those that may be in it, null for any. */
  private static List<String> list(JsonInput input, String name, int max, List<String> words) {
    var texts = input.optionalTexts(name, 0, max);
    if (texts == null) return List.of();
    for (int i = 0; words != null && i < texts.size(); i++) {
      if (!words.contains(texts.get(i))) {
        input.errors().add(FieldErrors.pointer(name) + "/" + i, "one-of", String.join(", ", words));
      }
    }
    if (new HashSet<>(texts).size() < texts.size()) {
      input.errors().add(FieldErrors.pointer(name), "twice");
    }
    return texts;
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  static void answer(RoutingContext ctx, JsonObject body) {
    ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.json(body);
  }
}
