package io.antrean.catalogue;

import io.antrean.http.HttpMetrics;
import io.antrean.http.Plain;
import io.antrean.http.Uuids;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The short way to what is free, past the router: while a rush goes on everybody asks for it, and
 * the router costs more than the answer. It says what {@link SlotRoutes} says, and leaves to the
 * router all that is not plain. One an event loop.
 */
public final class SlotsShortcut implements Predicate<HttpServerRequest> {

  private static final String BEFORE = "/api/v1/releases/";
  private static final String AFTER = "/slots";
  private static final int LENGTH = BEFORE.length() + Uuids.LENGTH + AFTER.length();

  private final Catalogue catalogue;
  private final AvailabilityBoard board;
  private final LongSupplier redisNowMs;
  private final HttpMetrics metrics;
  private final Predicate<HttpServerRequest> may;
  private final boolean hasOrigins;

  /**
   * {@code may} takes a permit of the rate limits for it. {@code hasOrigins}: pages of other
   * origins may read the answers, which then depend on who asks.
   */
  public SlotsShortcut(
      Catalogue catalogue,
      AvailabilityBoard board,
      LongSupplier redisNowMs,
      HttpMetrics metrics,
      Predicate<HttpServerRequest> may,
      boolean hasOrigins) {
    this.catalogue = catalogue;
    this.board = board;
    this.redisNowMs = redisNowMs;
    this.metrics = metrics;
    this.may = may;
    this.hasOrigins = hasOrigins;
  }

  /** Whether it was answered. */
  @Override
  public boolean test(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET) return false;
    // A path that has a query is longer.
    var uri = request.uri();
    if (uri.length() != LENGTH || !uri.endsWith(AFTER) || !uri.startsWith(BEFORE)) return false;
    var began = System.nanoTime();
    var id = Uuids.parse(uri.substring(BEFORE.length(), BEFORE.length() + Uuids.LENGTH));
    var release = id == null ? null : catalogue.release(id);
    var availability = release == null ? null : board.of(id);
    if (availability == null) return false;
    if (hasOrigins && request.getHeader(HttpHeaders.ORIGIN) != null) return false;
    if (!may.test(request)) return false;
    var response = request.response();
    Plain.begin(request, redisNowMs.getAsLong());
    if (hasOrigins) response.putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    SlotRoutes.answer(request, release, availability);
    var took = Duration.ofNanos(System.nanoTime() - began);
    metrics.answered(SlotRoutes.SLOTS, HttpMethod.GET, response.getStatusCode(), took);
    return true;
  }
}
