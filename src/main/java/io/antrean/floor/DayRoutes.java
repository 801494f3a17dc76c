package io.antrean.floor;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Office;
import io.antrean.http.FieldErrors;
import io.antrean.http.SecurityHeaders;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;

/**
 * GET …/days/{date}: everybody who is expected or has come on that day, for the office's staff; as
 * JSON, or as a page to be printed for who prefers {@code text/html}.
 */
final class DayRoutes {

  private static final String PATH = "/api/v1/offices/:office/days/:date";

  private final DayList days;
  private final Staff staff;
  private final Catalogue catalogue;
  private final Clock clock;

  DayRoutes(DayList days, Staff staff, Catalogue catalogue, Clock clock) {
    this.days = days;
    this.staff = staff;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  void mount(Router api) {
    api.get(PATH).handler(this::day);
  }

  private void day(RoutingContext ctx) {
    var office = staff.officer(ctx).office();
    var errors = new FieldErrors();
    var day = Days.read(ctx.pathParam("date"));
    if (day == null) errors.add("{date}", "date");
    var service = ctx.queryParams().get("service");
    if (service != null && catalogue.service(office.id(), service) == null) {
      errors.add("?service", "service");
    }
    errors.throwIfAny();
    days.of(office.id(), day, service)
        .onSuccess(lines -> answer(ctx, office, day, lines))
        .onFailure(ctx::fail);
  }

  private void answer(RoutingContext ctx, Office office, LocalDate day, List<DayList.Line> found) {
    var more = found.size() > DayList.ROWS_MAX;
    var lines = more ? found.subList(0, DayList.ROWS_MAX) : found;
    ctx.response().putHeader(HttpHeaders.VARY, "Accept");
    if (wantsPage(ctx)) {
      var page = DayPage.html(office, day, lines, clock.instant().atZone(office.zone()));
      SecurityHeaders.printedPage(ctx.response());
      ctx.response()
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
          .end(page);
      return;
    }
    CounterRoutes.answer(
        ctx,
        new JsonObject()
            .put("office", office.id())
            .put("day", day.toString())
            .put("lines", DayList.json(lines))
            .put("more", more));
  }

  private static boolean wantsPage(RoutingContext ctx) {
    var accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains("text/html");
  }
}
