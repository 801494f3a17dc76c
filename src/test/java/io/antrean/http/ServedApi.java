package io.antrean.http;

import io.antrean.config.HttpConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server with the routes of one spec, on a loopback port that the system chose. */
final class ServedApi implements AfterEachCallback {

  final Vertx vertx = Vertx.vertx();
  final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String deployment;
  int port;

  static HttpConfig config(List<String> origins, Duration requestTimeout, int connectionsMax) {
    return new HttpConfig(
        "127.0.0.1",
        0,
        1,
        origins,
        List.of(),
        HttpConfig.BODY_MAX,
        Duration.ofSeconds(30),
        requestTimeout,
        requestTimeout,
        Duration.ofSeconds(1),
        connectionsMax);
  }

  static HttpConfig config() {
    return config(List.of("https://pages.example"), Duration.ofSeconds(10), 100);
  }

  ServedApi serve(HttpConfig config, BiConsumer<Vertx, Router> routes) {
    return serve(config, 1, routes);
  }

  ServedApi serve(HttpConfig config, int loops, BiConsumer<Vertx, Router> routes) {
    var servers = new java.util.concurrent.ConcurrentLinkedQueue<HttpServerVerticle>();
    deployment =
        get(
            vertx.deployVerticle(
                () -> {
                  var server =
                      new HttpServerVerticle(
                          config,
                          () -> {
                            var router =
                                ApiRouter.create(
                                    vertx,
                                    config,
                                    registry,
                                    new ServerTime("/api/v1/releases", System::currentTimeMillis),
                                    RoutingContext::next);
                            routes.accept(vertx, router);
                            return Future.succeededFuture(router);
                          });
                  servers.add(server);
                  return server;
                },
                new DeploymentOptions().setInstances(loops)));
    port = servers.element().port();
    return this;
  }

  Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String json) {
    return send(json(path, json));
  }

  HttpRequest.Builder json(String path, String json) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(json));
  }

  /** Sends these bytes and reads until the server closes the connection. */
  String raw(String... parts) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(15_000);
      for (var part : parts) socket.getOutputStream().write(part.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static JsonObject body(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    get(vertx.close());
  }
}
