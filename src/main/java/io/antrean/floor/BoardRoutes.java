package io.antrean.floor;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Office;
import io.antrean.http.EventStreams;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * GET …/board is what the screen in the hall shows, …/board/events follows it, for everybody.
 * Belongs to one event loop.
 */
final class BoardRoutes {

  private static final String PATH = "/api/v1/offices/:office/board";

  private final Board board;
  private final Catalogue catalogue;
  private final EventStreams streams;
  private final Duration every;

  /** What the followers of an office were told last, without its instant. */
  private final Map<String, JsonObject> told = new HashMap<>();

  BoardRoutes(Board board, Catalogue catalogue, EventStreams streams, Duration every) {
    this.board = board;
    this.catalogue = catalogue;
    this.streams = streams;
    this.every = every;
  }

  /** Call it on the event loop that will serve the router. */
  void mount(Router api) {
    api.get(PATH).handler(this::look);
    api.get(PATH + "/events").handler(this::follow);
    Vertx.currentContext().owner().setPeriodic(every.toMillis(), tick -> tell());
  }

  private void look(RoutingContext ctx) {
    board
        .of(office(ctx))
        .onSuccess(
            json -> {
              ctx.response().putHeader("Cache-Control", "public, max-age=1");
              ctx.json(json);
            })
        .onFailure(ctx::fail);
  }

  private Office office(RoutingContext ctx) {
    var office = catalogue.office(ctx.pathParam("office"));
    if (office == null) throw Staff.notFound().asException();
    return office;
  }

  private void follow(RoutingContext ctx) {
    var office = office(ctx);
    board
        .of(office)
        .onSuccess(
            json -> {
              try {
                // Who follows already hears of it too.
                tell(office.id(), json);
                streams.subscribe(ctx, topic(office.id()), event(json));
              } catch (RuntimeException full) {
                ctx.fail(full);
              }
            })
        .onFailure(ctx::fail);
  }

  private void tell() {
    told.keySet().removeIf(office -> !streams.hasSubscribers(topic(office)));
    for (var id : Map.copyOf(told).keySet()) {
      var office = catalogue.office(id);
      // While PostgreSQL is away the board stays as it was.
      if (office != null) board.of(office).onSuccess(json -> tell(id, json));
    }
  }

  private void tell(String office, JsonObject json) {
    var now = withoutInstant(json);
    if (now.equals(told.get(office))) return;
    told.put(office, now);
    streams.publish(topic(office), event(json));
  }

  private static JsonObject withoutInstant(JsonObject json) {
    var bare = json.copy();
    bare.remove("asOf");
    return bare;
  }

  private static UUID topic(String office) {
    return UUID.nameUUIDFromBytes(("board of " + office).getBytes(StandardCharsets.UTF_8));
  }

  private static Buffer event(JsonObject json) {
    return EventStreams.event(json.getString("asOf"), "board", json);
  }
}
