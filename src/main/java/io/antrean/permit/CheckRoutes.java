package io.antrean.permit;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/**
 * POST /api/v1/permits/checks looks at the stay permits of a booking's persons. A POST, since each
 * look is kept: what repeats a GET unasked (a browser that goes back, a cache, a prefetch) must not
 * write that an officer has looked. GET lists who has.
 */
final class CheckRoutes {

  private static final String PATH = PermitRoutes.PATH + "/checks";

  private final Checks checks;
  private final PermitBookings bookings;
  private final Authenticator authenticator;

  CheckRoutes(Checks checks, PermitBookings bookings, Authenticator authenticator) {
    this.checks = checks;
    this.bookings = bookings;
    this.authenticator = authenticator;
  }

  void mount(Router api) {
    api.post(PATH).handler(this::look);
    api.get(PATH).handler(this::list);
  }

  private void look(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var id = input.uuid("booking");
    input.end();
    bookings
        .find(id)
        .onSuccess(
            booking -> {
              if (booking == null || !Staff.mayAt(caller, booking.office())) notFound(ctx);
              else look(ctx, caller.account(), id, booking.office());
            })
        .onFailure(ctx::fail);
  }

  private static void notFound(RoutingContext ctx) {
    Staff.notFound().problem().send(ctx);
  }

  private void look(RoutingContext ctx, UUID officer, UUID booking, String office) {
    checks
        .look(officer, booking)
        .onSuccess(
            found -> {
              if (found.isEmpty()) notFound(ctx);
              else PermitRoutes.answer(ctx, 200, json(booking, office, found));
            })
        .onFailure(ctx::fail);
  }

  private static JsonObject json(UUID booking, String office, List<Check> found) {
    var list = new JsonArray();
    for (var check : found) list.add(check.json());
    return new JsonObject()
        .put("booking", booking.toString())
        .put("office", office)
        .put("checks", list);
  }

  private void list(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
    var paging = Paging.of(ctx);
    var query = new OfficeQuery(ctx);
    var office = query.office();
    var booking = query.uuid("booking");
    var before = paging.number(Long.MAX_VALUE, query.errors());
    query.errors().throwIfAny();
    Staff.requireAt(caller, office);
    checks
        .page(office, booking, before, paging.rows())
        .map(rows -> paging.page(rows, one -> Long.toString(one.no()), Looked::json))
        .onSuccess(page -> PermitRoutes.answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }
}
