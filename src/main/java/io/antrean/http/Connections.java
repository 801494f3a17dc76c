package io.antrean.http;

import io.antrean.config.HttpConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections of one event loop, which owns all that changes here. Bounds how many there are,
 * and ends those whose next request, or its body, arrives drop by drop: looked at by a tick, since
 * a timer for each request would cost more than the request.
 */
final class Connections {

  static final long SWEEP_MS = 500;

  /** How long a client may go on sending what was answered before it was read to its end. */
  private static final long LINGER_NANOS = 1_000_000_000;

  private static final class Watched {

    private long sinceNanos = System.nanoTime();
    private boolean asked;
    private HttpServerRequest request;
    private long answeredNanos;
  }

  private final HttpConfig config;
  private final int max;
  private final Map<HttpConnection, Watched> open = new HashMap<>();

  Connections(HttpConfig config) {
    this.config = config;
    this.max = Math.max(1, config.connectionsMax() / config.eventLoops());
  }

  /** A new connection; past the bound it is closed at once. */
  void opened(HttpConnection connection) {
    if (open.size() >= max) {
      connection.close();
      return;
    }
    open.put(connection, new Watched());
    connection.closeHandler(closed -> open.remove(connection));
  }

  /** The head of a request has arrived. */
  void asked(HttpServerRequest request) {
    var watched = open.get(request.connection());
    if (watched == null) return;
    watched.sinceNanos = System.nanoTime();
    watched.asked = true;
    watched.request = request;
    watched.answeredNanos = 0;
  }

  /** Ends what is left when the server has waited long enough to stop. */
  void cutAll() {
    Map.copyOf(open).keySet().forEach(Connections::cut);
  }

  /**
   * Ends a connection at once. Vert.x's own close first writes what is queued, and so never ends
   * one whose client does not read.
   */
  static void cut(HttpConnection connection) {
    if (connection instanceof HttpServerConnection server) server.channelHandlerContext().close();
    else connection.close();
  }

  void sweep() {
    var now = System.nanoTime();
    for (var entry : Map.copyOf(open).entrySet()) sweep(entry.getKey(), entry.getValue(), now);
  }

  private void sweep(HttpConnection connection, Watched watched, long now) {
    var request = watched.request;
    var age = now - watched.sinceNanos;
    if (request == null) {
      // The next request of a connection may be late, but not later than an idle one.
      var wait = watched.asked ? config.idleTimeout() : config.headerTimeout();
      if (age > wait.toNanos()) connection.close();
    } else if (!request.isEnded() && request.response().ended()) {
      // Too large, or refused: it has its answer, and what still comes is wanted by nobody.
      if (watched.answeredNanos == 0) watched.answeredNanos = now;
      else if (now - watched.answeredNanos >= LINGER_NANOS) cut(connection);
    } else if (!request.isEnded() && age > config.bodyTimeout().toNanos()) {
      Problem.of(408, "request-timeout").header("Connection", "close").send(request);
      connection.close();
    } else if (request.isEnded() && request.response().ended()) {
      watched.request = null;
      watched.sinceNanos = now;
    } else if (age > config.answerTimeout().toNanos()) {
      // Nothing is sent where an answer has begun: event streams go on.
      Failures.unavailable().send(request);
    }
  }
}
