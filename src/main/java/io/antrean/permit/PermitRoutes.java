package io.antrean.permit;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.antrean.permit.PermitRepository.Recorded;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * /api/v1/permits/{permit}: recorded and revoked by the staff of the office that has granted it.
 * GET /api/v1/persons/{person}/permits are those of one's own person.
 */
final class PermitRoutes {

  static final String PATH = "/api/v1/permits";

  private static final String ONE = PATH + "/:permit";

  /** Where the day begins first: nobody is refused what was granted today. */
  private static final ZoneOffset EAST = ZoneOffset.ofHours(14);

  private final PermitRepository permits;
  private final Authenticator authenticator;
  private final Clock clock;

  PermitRoutes(PermitRepository permits, Authenticator authenticator, Clock clock) {
    this.permits = permits;
    this.authenticator = authenticator;
    this.clock = clock;
  }

  void mount(Router api) {
    api.put(ONE).handler(this::record);
    api.get(ONE).handler(this::one);
    api.post(ONE + "/revoke").handler(this::revoke);
    api.get("/api/v1/persons/:person/permits").handler(this::own);
  }

  private void record(RoutingContext ctx) {
    var caller = staff(ctx);
    var input = JsonInput.of(ctx);
    var id = Uuids.parse(ctx.pathParam("permit"));
    if (id == null) input.errors().add("{permit}", "uuid");
    var permit = PermitInput.read(input, today());
    Staff.requireAt(caller, permit.office());
    permits
        .record(id, permit, caller.account())
        .onSuccess(recorded -> answer(ctx, id, recorded))
        .onFailure(ctx::fail);
  }

  private LocalDate today() {
    return clock.instant().atOffset(EAST).toLocalDate();
  }

  private void answer(RoutingContext ctx, UUID id, Recorded recorded) {
    switch (recorded) {
      case NEW, SAME ->
          permits
              .find(id)
              .onSuccess(
                  found -> {
                    if (recorded == Recorded.NEW) {
                      ctx.response().putHeader(HttpHeaders.LOCATION, PATH + "/" + id);
                    }
                    answer(ctx, recorded == Recorded.NEW ? 201 : 200, found.json());
                  })
              .onFailure(ctx::fail);
      case DIFFERS -> Problem.of(409, "permit-differs").send(ctx);
      case KNOWN -> Problem.of(409, "permit-known").send(ctx);
      case NO_PERSON -> wrong("/person", "person").send(ctx);
      case NO_OFFICE -> wrong("/office", "office").send(ctx);
    }
  }

  static Problem wrong(String pointer, String key) {
    var errors = new FieldErrors();
    errors.add(pointer, key);
    return errors.problem();
  }

  private void one(RoutingContext ctx) {
    var caller = staff(ctx);
    permits
        .find(id(ctx, "permit"))
        .onSuccess(
            found -> {
              if (isTheirs(caller, found)) answer(ctx, 200, found.json());
              else Staff.notFound().problem().send(ctx);
            })
        .onFailure(ctx::fail);
  }

  private void revoke(RoutingContext ctx) {
    var caller = staff(ctx);
    var id = id(ctx, "permit");
    permits
        .find(id)
        .onSuccess(
            found -> {
              if (!isTheirs(caller, found)) {
                Staff.notFound().problem().send(ctx);
                return;
              }
              permits
                  .revoke(id, caller.account())
                  .onSuccess(revoked -> answer(ctx, 200, revoked.json()))
                  .onFailure(ctx::fail);
            })
        .onFailure(ctx::fail);
  }

  private static boolean isTheirs(Caller caller, Permit permit) {
    return permit != null && Staff.mayAt(caller, permit.is().office());
  }

  private void own(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    permits
        .of(caller.account(), id(ctx, "person"))
        .onSuccess(
            found -> {
              if (found == null) {
                Staff.notFound().problem().send(ctx);
                return;
              }
              var items = new JsonArray();
              for (var permit : found) items.add(permit.ownJson());
              answer(ctx, 200, new JsonObject().put("items", items).putNull("next"));
            })
        .onFailure(ctx::fail);
  }

  private Caller staff(RoutingContext ctx) {
    return authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
  }

  static UUID id(RoutingContext ctx, String parameter) {
    var id = Uuids.parse(ctx.pathParam(parameter));
    if (id == null) throw Staff.notFound();
    return id;
  }

  static void answer(RoutingContext ctx, int status, JsonObject json) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.json(json);
  }
}
