package io.antrean.claim;

import io.antrean.http.FieldErrors;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.PrintStream;

/**
 * What HTTP costs by itself, for load-tests/bench: reads a claim's body as the server does and
 * answers a constant of the length of a refusal; a GET gets one of the length of forty slots. No
 * router, no token, no metrics. It prints its port, and runs until it is killed.
 */
public final class ConstantServer extends AbstractVerticle {

  private static final PrintStream REPORT = System.out;
  private static final int REFUSAL_BYTES = 260;
  private static final int SLOTS_BYTES = 2100;
  private static final int ANY_PORT_FOR_ALL = -1;

  private final Buffer refusal = Buffer.buffer("x".repeat(REFUSAL_BYTES));
  private final Buffer slots = Buffer.buffer("x".repeat(SLOTS_BYTES));

  /** As many event loops as the server has by default: one a core. */
  public static void main(String[] args) {
    var vertx = Vertx.vertx();
    var loops = new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
    vertx
        .deployVerticle(ConstantServer.class.getName(), loops)
        .onFailure(
            failure -> {
              failure.printStackTrace();
              System.exit(1);
            });
  }

  @Override
  public void start() {
    var options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(ANY_PORT_FOR_ALL)
            .setTcpNoDelay(true)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false);
    vertx
        .createHttpServer(options)
        .requestHandler(this::answer)
        .listen()
        .onSuccess(server -> REPORT.println("port " + server.actualPort()));
  }

  private void answer(HttpServerRequest request) {
    if (request.method() == HttpMethod.GET) {
      send(request.response(), 200, slots);
      return;
    }
    request
        .body()
        .onSuccess(
            body -> {
              var read = ClaimRequest.read(body, new FieldErrors());
              send(request.response(), read.slots().isEmpty() ? 400 : 409, refusal);
            });
  }

  private static void send(HttpServerResponse response, int status, Buffer body) {
    response.setStatusCode(status).putHeader("Content-Type", "application/json").end(body);
  }
}
