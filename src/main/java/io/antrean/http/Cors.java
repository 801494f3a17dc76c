package io.antrean.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;

/**
 * Lets pages of the configured origins call the API. Others get an answer without the headers that
 * their browser asks for; a refusal would also meet our own pages, whose requests carry an Origin.
 */
final class Cors implements Handler<RoutingContext> {

  private static final int PREFLIGHT_SECONDS = 600;

  private final Set<String> origins;
  private final CorsHandler allowed;

  Cors(List<String> origins) {
    this.origins = Set.copyOf(origins);
    this.allowed =
        CorsHandler.create()
            .addOrigins(origins)
            .allowedMethods(
                Set.of(
                    HttpMethod.GET,
                    HttpMethod.HEAD,
                    HttpMethod.POST,
                    HttpMethod.PUT,
                    HttpMethod.PATCH,
                    HttpMethod.DELETE))
            .allowedHeaders(
                Set.of(
                    "Authorization",
                    "Content-Type",
                    "Accept-Language",
                    "Prefer",
                    "If-None-Match",
                    "Last-Event-ID",
                    RequestId.HEADER))
            .exposedHeaders(
                Set.of(
                    "ETag",
                    "Location",
                    "RateLimit",
                    "RateLimit-Policy",
                    "Retry-After",
                    "Server-Time-Ms",
                    RequestId.HEADER))
            .maxAgeSeconds(PREFLIGHT_SECONDS);
  }

  @Override
  public void handle(RoutingContext ctx) {
    ctx.response().putHeader("Vary", "Origin");
    var origin = ctx.request().getHeader("Origin");
    if (origin != null && origins.contains(origin)) {
      allowed.handle(ctx);
      return;
    }
    ctx.next();
  }
}
