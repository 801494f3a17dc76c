package io.antrean.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;

/** One client's server-sent events. Belongs to the event loop of its connection. */
final class EventStream {

  private static final int RETRY_MS_MIN = 1_000;
  private static final int RETRY_MS_MAX = 5_000;

  private final HttpServerResponse response;
  private final RoutingContext ctx;

  EventStream(RoutingContext ctx) {
    this.ctx = ctx;
    this.response = ctx.response();
  }

  void onEnd(Runnable ended) {
    ctx.addEndHandler(end -> ended.run());
  }

  /** Sends the head, when to come back after a break (spread out), and the first event. */
  void open(Buffer first) {
    begin(response);
    // Else a stop of the server would wait for the stream, which never ends by itself.
    ctx.request().connection().shutdownHandler(stopping -> end());
    var retry = ThreadLocalRandom.current().nextInt(RETRY_MS_MIN, RETRY_MS_MAX);
    var head = Buffer.buffer("retry: " + retry + "\n\n");
    response.write(first == null ? head : head.appendBuffer(first));
  }

  private static void begin(HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream")
        .putHeader("Cache-Control", "no-store")
        // Some proxies collect an answer before they pass it on, unless told.
        .putHeader("X-Accel-Buffering", "no");
  }

  /** Answers who asks for the head alone: they wait for nothing more on this connection. */
  static void head(RoutingContext ctx) {
    begin(ctx.response());
    ctx.response().end();
  }

  /** Writes a shared Buffer; a client whose queue is full is cut off. */
  void send(Buffer event) {
    if (response.ended() || response.closed()) return;
    if (response.writeQueueFull()) Connections.cut(ctx.request().connection());
    else response.write(event);
  }

  void end() {
    if (!response.ended() && !response.closed()) response.end();
  }
}
