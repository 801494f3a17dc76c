package io.antrean.floor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.LocalDate;
import java.util.function.Function;

/**
 * POST /api/v1/offices/{office}/check-ins: an officer says who of a booking is there. It may be
 * repeated: who is there already stays as they are.
 */
final class CheckInRoutes {

  static final String PATH = "/api/v1/offices/:office/check-ins";

  private final CheckIns checkIns;
  private final Staff staff;
  private final Function<String, ReadTicket> tickets;
  private final Clock clock;
  private final FloorMetrics metrics;

  CheckInRoutes(
      CheckIns checkIns,
      Staff staff,
      Function<String, ReadTicket> tickets,
      Clock clock,
      FloorMetrics metrics) {
    this.checkIns = checkIns;
    this.staff = staff;
    this.tickets = tickets;
    this.clock = clock;
    this.metrics = metrics;
  }

  void mount(Router api) {
    api.post(PATH).handler(this::checkIn);
  }

  private void checkIn(RoutingContext ctx) {
    var by = staff.officer(ctx);
    var today = LocalDate.ofInstant(clock.instant(), by.office().zone());
    var wish = CheckInWish.read(ctx, today, tickets);
    checkIns
        .checkIn(wish, by)
        .onSuccess(
            done -> {
              metrics.checkedIn(done.taken());
              var visits = new JsonArray();
              done.visits().forEach(visit -> visits.add(VisitView.json(visit)));
              ctx.response().setStatusCode(done.taken() > 0 ? 201 : 200);
              var answer = new JsonObject().put("booking", done.booking().toString());
              var checks = new JsonArray();
              done.checks().forEach(check -> checks.add(check.json()));
              CounterRoutes.answer(ctx, answer.put("visits", visits).put("checks", checks));
            })
        .onFailure(ctx::fail);
  }
}
