package io.antrean.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.function.LongSupplier;

/**
 * {@code Server-Time-Ms}: Redis's clock on every answer below one path, whoever gives it, so that
 * clients can count down. An answer that was waited for says it again.
 */
public final class ServerTime {

  private static final CharSequence HEADER = HttpHeaders.createOptimized("Server-Time-Ms");

  private final String path;
  private final LongSupplier redisNowMs;

  /** For all paths that begin with this one. */
  public ServerTime(String path, LongSupplier redisNowMs) {
    this.path = path;
    this.redisNowMs = redisNowMs;
  }

  void begin(RoutingContext ctx) {
    var asked = ctx.request().path();
    if (asked != null && asked.startsWith(path)) put(ctx.response(), redisNowMs.getAsLong());
  }

  public static void put(HttpServerResponse response, long redisNowMs) {
    response.putHeader(HEADER, Long.toString(redisNowMs));
  }
}
