package io.antrean.http;

import io.antrean.config.ManagementConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * What operators' machines ask, on a port of its own: {@code /live} (the process answers), {@code
 * /ready} (it should get requests, or why not) and {@code /metrics}.
 */
public final class ManagementServer extends VerticleBase {

  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final int IDLE_SECONDS = 60;

  private final ManagementConfig config;
  private final Health health;
  private final PrometheusMeterRegistry registry;
  private HttpServer server;

  /** The scrape under way, which all who ask meanwhile get: scrapes never pile up. */
  private Future<String> scrape;

  public ManagementServer(
      ManagementConfig config, Health health, PrometheusMeterRegistry registry) {
    this.config = config;
    this.health = health;
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost(config.host())
                    .setPort(config.port())
                    .setIdleTimeout(IDLE_SECONDS)
                    .setHttp2ClearTextEnabled(false))
            .requestHandler(this::answer);
    return Listening.or("ANTREAN_MANAGEMENT_PORT", config.host(), config.port(), server.listen());
  }

  /** The port it listens on, once it is deployed. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    return server.close();
  }

  private void answer(HttpServerRequest request) {
    SecurityHeaders.always(request.response());
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      Problem.of(405, "method-not-allowed").header("Allow", "GET, HEAD").send(request);
      return;
    }
    switch (request.path()) {
      case "/live" -> json(request, 200, new JsonObject().put("status", "up"));
      case "/ready" -> {
        var report = health.report();
        json(request, report.getString("status").equals("up") ? 200 : 503, report);
      }
      case "/metrics" -> metrics(request);
      default -> Problem.of(404, "not-found").send(request);
    }
  }

  private static void json(HttpServerRequest request, int status, JsonObject body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .putHeader("Cache-Control", "no-store")
        .end(body.toBuffer());
  }

  private void metrics(HttpServerRequest request) {
    var now = scrape == null ? vertx.executeBlocking(registry::scrape) : scrape;
    scrape = now;
    // It may be over already, and then this ends it here and now: after it was kept, not before.
    now.onComplete(done -> scrape = null);
    now.onSuccess(text -> request.response().putHeader("Content-Type", METRICS_TYPE).end(text))
        .onFailure(failed -> Problem.of(500, "internal").words("-").send(request));
  }
}
