package io.antrean.account;

import io.antrean.http.JsonInput;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.antrean.http.Words;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.ZoneOffset;

/** /api/v1/persons: the up to five people that the caller's account may book for. */
public final class PersonRoutes {

  private static final String PATH = "/api/v1/persons";

  /** Where the day begins first: nobody is refused for being born today. */
  private static final ZoneOffset EAST = ZoneOffset.ofHours(14);

  private final Persons persons;
  private final Authenticator authenticator;
  private final Handler<RoutingContext> guard;
  private final Clock clock;

  /** {@code guard} sees each new person first, and may refuse who guesses at names. */
  public PersonRoutes(
      Persons persons, Authenticator authenticator, Handler<RoutingContext> guard, Clock clock) {
    this.persons = persons;
    this.authenticator = authenticator;
    this.guard = guard;
    this.clock = clock;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::own);
    api.post(PATH).handler(guard).handler(this::add);
    api.delete(PATH + "/:person").handler(this::remove);
  }

  private void own(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    persons.of(caller.account()).onSuccess(found -> list(ctx, found)).onFailure(ctx::fail);
  }

  private void add(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var draft = PersonDraft.read(JsonInput.of(ctx), clock.instant().atOffset(EAST).toLocalDate());
    persons
        .add(caller.account(), draft)
        .onSuccess(
            added -> {
              ctx.response()
                  .setStatusCode(added.isNew() ? 201 : 200)
                  .putHeader("Cache-Control", "no-store");
              ctx.json(added.person().json(Words.of(ctx)));
            })
        .onFailure(ctx::fail);
  }

  private void remove(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.CITIZEN);
    var person = Uuids.parse(ctx.pathParam("person"));
    if (person == null) throw Problem.of(404, "not-found").asException();
    persons
        .remove(caller.account(), person)
        .onSuccess(
            removed -> {
              if (removed) ctx.response().setStatusCode(204).end();
              else Problem.of(404, "not-found").send(ctx);
            })
        .onFailure(ctx::fail);
  }

  /** The token is in order, and its account is not there any more. */
  static Problem gone() {
    return Problem.of(401, "unauthenticated")
        .header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  }

  /** At most five, so there is never a next page; the shape is that of every list. */
  private static void list(RoutingContext ctx, Iterable<PersonDetails> found) {
    var items = new JsonArray();
    for (var person : found) items.add(person.json(Words.of(ctx)));
    ctx.response().putHeader("Cache-Control", "no-store");
    ctx.json(new JsonObject().put("items", items).putNull("next"));
  }
}
