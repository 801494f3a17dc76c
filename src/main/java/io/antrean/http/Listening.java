package io.antrean.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;

/** Says which variable to change when a port can not be listened on. */
final class Listening {

  private Listening() {}

  /** The server once it listens; fails with a message for the operator. */
  static Future<HttpServer> or(String variable, String host, int port, Future<HttpServer> server) {
    return server.recover(
        failure ->
            Future.failedFuture(
                new IllegalStateException(
                    "%s: %s:%d can not be listened on (%s); choose a free port, or 0 for any"
                        .formatted(variable, host, port, failure.getMessage()),
                    failure)));
  }
}
