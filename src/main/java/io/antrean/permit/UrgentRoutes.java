package io.antrean.permit;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.http.Instants;
import io.antrean.http.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/**
 * POST /api/v1/bookings/{id}/urgent: the owner of a booking whose slot lies after a stay permit's
 * last day chooses to come before it. It may be repeated.
 */
final class UrgentRoutes {

  private final UrgentChoices choices;
  private final PermitBookings bookings;
  private final Authenticator authenticator;

  UrgentRoutes(UrgentChoices choices, PermitBookings bookings, Authenticator authenticator) {
    this.choices = choices;
    this.bookings = bookings;
    this.authenticator = authenticator;
  }

  void mount(Router api) {
    api.post("/api/v1/bookings/:booking/urgent").handler(this::choose);
  }

  private void choose(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    var id = PermitRoutes.id(ctx, "booking");
    bookings
        .find(id)
        .onSuccess(
            booking -> {
              if (booking == null) notFound(ctx);
              else if (booking.account().equals(caller.account())) choose(ctx, id, booking.state());
              else if (mayRead(caller, booking.office())) Problem.of(403, "forbidden").send(ctx);
              else notFound(ctx);
            })
        .onFailure(ctx::fail);
  }

  private static boolean mayRead(Caller caller, String office) {
    var staff = caller.is(Role.OFFICER) || caller.is(Role.SUPERVISOR) || caller.is(Role.ADMIN);
    return staff && Staff.mayAt(caller, office);
  }

  private static void notFound(RoutingContext ctx) {
    Staff.notFound().problem().send(ctx);
  }

  private void choose(RoutingContext ctx, UUID booking, String state) {
    choices
        .choose(booking)
        .onSuccess(
            ending -> {
              if (ending.stream().anyMatch(one -> one.comeBy() != null)) {
                PermitRoutes.answer(ctx, 200, json(booking, ending));
              } else {
                var reason =
                    !state.equals("CONFIRMED")
                        ? "state"
                        : ending.isEmpty() ? "in-time" : "permit-expired";
                Problem.of(409, "not-urgent").with("reason", reason).with("state", state).send(ctx);
              }
            })
        .onFailure(ctx::fail);
  }

  private static JsonObject json(UUID booking, List<UrgentChoice> ending) {
    var items = new JsonArray();
    for (var one : ending) {
      if (one.comeBy() == null) continue;
      items.add(
          new JsonObject()
              .put("person", one.person().toString())
              .put("comeBy", one.comeBy().toString())
              .put("chosenAt", Instants.text(one.chosenAt())));
    }
    return new JsonObject().put("booking", booking.toString()).put("choices", items);
  }
}
