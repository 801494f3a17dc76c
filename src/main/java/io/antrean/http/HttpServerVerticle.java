package io.antrean.http;

import io.antrean.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One HTTP server on one event loop. {@code App} deploys one per core; they share the port and
 * nothing else: {@code api} is called on this event loop, so what it opens belongs to this loop.
 */
public final class HttpServerVerticle extends VerticleBase {

  private static final int INITIAL_LINE_MAX = 4 * 1024;
  private static final int HEADERS_MAX = 8 * 1024;
  private static final int BACKLOG = 4 * 1024;
  private static final long STOP_SECONDS = 20;

  /** Stands for "any free port, the same for all servers of this Vert.x". */
  private static final int SHARED_FREE_PORT = -1;

  private final HttpConfig config;
  private final Supplier<Future<Router>> api;
  private final Supplier<Predicate<HttpServerRequest>> shortcut;
  private final Connections connections;
  private final SecurityHeaders security;
  private HttpServer server;

  public HttpServerVerticle(HttpConfig config, Supplier<Future<Router>> api) {
    this(config, api, () -> request -> false);
  }

  /**
   * {@code shortcut} is asked for before the router, once there is one: true when it has answered.
   */
  public HttpServerVerticle(
      HttpConfig config,
      Supplier<Future<Router>> api,
      Supplier<Predicate<HttpServerRequest>> shortcut) {
    this.config = config;
    this.api = api;
    this.shortcut = shortcut;
    this.connections = new Connections(config);
    this.security = new SecurityHeaders(config);
  }

  @Override
  public Future<?> start() {
    server =
        vertx
            .createHttpServer(options(config))
            .connectionHandler(connections::opened)
            .invalidRequestHandler(this::refuse)
            .exceptionHandler(gone -> {});
    vertx.setPeriodic(Connections.SWEEP_MS, tick -> connections.sweep());
    return api.get().compose(this::listen);
  }

  private Future<HttpServer> listen(Router router) {
    ApiRouter.complete(router);
    var before = shortcut.get();
    server.requestHandler(
        request -> {
          connections.asked(request);
          // Here, since the router answers some requests before any of its handlers sees them.
          security.put(request);
          if (!before.test(request)) router.handle(request);
        });
    return Listening.or("ANTREAN_HTTP_PORT", config.host(), config.port(), server.listen());
  }

  /** The port it listens on, once it is deployed. */
  public int port() {
    return server.actualPort();
  }

  /** Takes no new connection, then waits for the requests under way, but not for ever. */
  @Override
  public Future<?> stop() {
    vertx.setTimer(TimeUnit.SECONDS.toMillis(STOP_SECONDS), waited -> connections.cutAll());
    return server.shutdown(STOP_SECONDS, TimeUnit.SECONDS);
  }

  private static HttpServerOptions options(HttpConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port() == 0 ? SHARED_FREE_PORT : config.port())
        .setAcceptBacklog(BACKLOG)
        .setReuseAddress(true)
        .setTcpNoDelay(true)
        .setIdleTimeout((int) config.idleTimeout().toMillis())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setMaxInitialLineLength(INITIAL_LINE_MAX)
        .setMaxHeaderSize(HEADERS_MAX)
        // HTTP/2 belongs to the proxy in front: here it would hide many requests in a connection.
        .setHttp2ClearTextEnabled(false)
        // Two handlers less in the way of every request: nobody speaks WebSocket here.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false);
  }

  /** A request that is not HTTP, or too long: refused as a problem too, then closed. */
  private void refuse(HttpServerRequest request) {
    security.put(request);
    var cause = request.decoderResult().cause();
    var kind = cause == null ? "" : cause.getClass().getSimpleName();
    var problem =
        switch (kind) {
          case "TooLongHttpLineException" -> Problem.of(414, "uri-too-long");
          case "TooLongHttpHeaderException" -> Problem.of(431, "headers-too-large");
          default -> Problem.of(400, "malformed-request");
        };
    problem.header("Connection", "close").send(request);
    request.connection().close();
  }
}
