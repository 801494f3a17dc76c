package io.antrean.catalogue;

import io.antrean.http.EntityTags;
import io.antrean.http.EventStreams;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * GET /api/v1/releases/{id}/slots and …/events: what is free, from memory. During a rush everybody
 * asks for it, so an answer is a look-up and a shared Buffer. One for each event loop.
 */
public final class SlotRoutes {

  static final String SLOTS = "/api/v1/releases/:release/slots";

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence FOR_A_SECOND = HttpHeaders.createOptimized("public, max-age=1");
  private static final Duration RECOVERING_WAIT = Duration.ofSeconds(1);
  private static final int NOT_MODIFIED = 304;

  private final Catalogue catalogue;
  private final AvailabilityBoard board;
  private final LongSupplier redisNowMs;
  private final ReleaseEvents events;

  /** {@code streams} are those of the event loop whose router this is mounted on. */
  public SlotRoutes(
      Catalogue catalogue,
      AvailabilityBoard board,
      LongSupplier redisNowMs,
      EventStreams streams,
      Duration availabilityEvery) {
    this.catalogue = catalogue;
    this.board = board;
    this.redisNowMs = redisNowMs;
    this.events = new ReleaseEvents(catalogue, board, redisNowMs, streams, availabilityEvery);
  }

  /** Call it on the event loop that will serve the router. */
  public void mount(Router api) {
    api.get(SLOTS).handler(this::slots);
    api.get("/api/v1/releases/:release/events").handler(this::follow);
    events.start();
  }

  private void slots(RoutingContext ctx) {
    var release = release(ctx);
    if (release == null) return;
    var availability = board.of(release.id());
    if (availability == null) {
      Problem.of(503, "recovering").retryAfter(RECOVERING_WAIT).send(ctx);
      return;
    }
    answer(ctx.request(), release, availability);
  }

  static void answer(HttpServerRequest request, Release release, Availability availability) {
    var tag = availability.tag();
    var response = request.response();
    response.putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.CACHE_CONTROL, FOR_A_SECOND);
    if (EntityTags.names(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
      response.setStatusCode(NOT_MODIFIED).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(availability.slots(release));
    }
  }

  private void follow(RoutingContext ctx) {
    var release = release(ctx);
    if (release != null) events.subscribe(ctx, release);
  }

  /** The release of the path; null when the answer, 404, has been given. */
  private Release release(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("release"));
    var release = id == null ? null : catalogue.release(id);
    if (release == null) Problem.of(404, "unknown-release").send(ctx);
    return release;
  }
}
