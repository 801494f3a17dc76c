package io.antrean.http;

import io.antrean.config.HttpConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;

/**
 * The router of one event loop, before any feature: what holds for every request. Features mount
 * their routes on it with whole paths ({@code /api/v1/offices/:office}), since a route's pattern is
 * also its name in the metrics and in the Allow header.
 */
public final class ApiRouter {

  private static final String HEAD = "head";
  private static final String MULTIPART = "multipart/";
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";

  /** Closed by the client before the end of the answer; the number that proxies log for it. */
  static final int CLIENT_CLOSED = 499;

  private final HttpMetrics metrics;
  private final SecurityHeaders security;
  private final ServerTime serverTime;

  private ApiRouter(HttpMetrics metrics, SecurityHeaders security, ServerTime serverTime) {
    this.metrics = metrics;
    this.security = security;
    this.serverTime = serverTime;
  }

  /**
   * A router to mount the features on. Call it on the event loop that will serve it. {@code guard}
   * sees each request before its body is read, and may refuse it.
   */
  public static Router create(
      Vertx vertx,
      HttpConfig config,
      MeterRegistry registry,
      ServerTime serverTime,
      Handler<RoutingContext> guard) {
    var router = Router.router(vertx);
    var api = new ApiRouter(new HttpMetrics(registry), new SecurityHeaders(config), serverTime);
    router.route().handler(ApiRouter::headAsGet).handler(api::begin);
    if (!config.corsOrigins().isEmpty()) router.route().handler(new Cors(config.corsOrigins()));
    router.route().handler(guard);
    router.route().handler(ApiRouter::noForm).handler(ApiRouter::noNul);
    router.route().handler(BodyHandler.create(false).setBodyLimit(config.bodyMax()));
    var allowed = new AllowedMethods(router);
    for (int s = 400; s < 600; s++) {
      // For an address that can not be decoded the context itself does not know the status.
      int status = s;
      router.errorHandler(status, ctx -> Failures.answer(ctx, status));
    }
    router.errorHandler(
        405,
        ctx ->
            Problem.of(405, "method-not-allowed")
                .header("Allow", allowed.of(ctx.normalizedPath()))
                .send(ctx));
    return router;
  }

  /**
   * To be called when all features are mounted. Gives each route a failure handler of its own: one
   * for all would become the current route of a failed request, and its name would be lost.
   */
  static void complete(Router router) {
    for (var route : router.getRoutes()) {
      if (route.getPath() != null) {
        route.failureHandler(ctx -> Failures.answer(ctx, ctx.statusCode()));
      }
    }
  }

  /** Nobody takes a form, and its decoder would fail on what is none. */
  private static void noForm(RoutingContext ctx) {
    var type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
    var isForm =
        type != null
            && (type.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length())
                || type.regionMatches(true, 0, URL_ENCODED, 0, URL_ENCODED.length()));
    if (isForm) Problem.of(415, "unsupported-media-type").words("application/json").send(ctx);
    else ctx.next();
  }

  /** Nothing is called by a name with a zero in it, which PostgreSQL would refuse to look for. */
  private static void noNul(RoutingContext ctx) {
    var path = ctx.request().path();
    if (path != null && path.contains("%00")) Problem.of(404, "not-found").send(ctx);
    else ctx.next();
  }

  /** HEAD is GET without the content, which the server leaves out by itself. */
  private static void headAsGet(RoutingContext ctx) {
    if (ctx.request().method() == HttpMethod.HEAD) {
      ctx.put(HEAD, true).reroute(HttpMethod.GET, ctx.request().uri());
    } else {
      ctx.next();
    }
  }

  /** Whether a GET was a HEAD: what has no end by itself ends with its head. */
  static boolean isHead(RoutingContext ctx) {
    return ctx.get(HEAD) != null;
  }

  private void begin(RoutingContext ctx) {
    var began = System.nanoTime();
    // Once more: a HEAD that was made a GET has lost what the server put on its answer.
    security.put(ctx.request());
    serverTime.begin(ctx);
    ctx.addEndHandler(
        end -> {
          var status = end.succeeded() ? ctx.response().getStatusCode() : CLIENT_CLOSED;
          var duration = Duration.ofNanos(System.nanoTime() - began);
          metrics.answered(ctx.currentRoute(), ctx.request().method(), status, duration);
        });
    ctx.next();
  }
}
