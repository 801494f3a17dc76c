package io.antrean.ticket;

import io.antrean.config.TicketConfig;
import io.antrean.http.EntityTags;
import io.antrean.http.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;

/**
 * What an officer takes along to verify tickets without a network, for anybody and any cache: GET
 * /.well-known/jwks.json, the public keys, and GET /api/v1/tickets/revocations, which tickets are
 * not valid any more.
 */
public final class OfficerRoutes {

  private static final String KEYS_FOR = "public, max-age=300";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int NOT_MODIFIED = 304;

  private final TicketKeys keys;
  private final Revocations revocations;
  private final Clock clock;
  private final String listFor;

  public OfficerRoutes(TicketKeys keys, Revocations revocations, Clock clock, TicketConfig config) {
    this.keys = keys;
    this.revocations = revocations;
    this.clock = clock;
    this.listFor = "public, max-age=" + Math.max(1, config.revocationsEvery().toSeconds());
  }

  public void mount(Router api) {
    api.get("/.well-known/jwks.json").handler(this::keys);
    api.get("/api/v1/tickets/revocations").handler(this::revocations);
  }

  private void keys(RoutingContext ctx) {
    ctx.response()
        .putHeader(HttpHeaders.CACHE_CONTROL, KEYS_FOR)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/jwk-set+json")
        .end(keys.jwks(clock.instant()));
  }

  private void revocations(RoutingContext ctx) {
    var list = revocations.signed();
    if (list == null) {
      Problem.of(503, "unavailable").with("outcome", "unknown").retryAfter(SOON).send(ctx);
      return;
    }
    var response =
        ctx.response()
            .putHeader(HttpHeaders.ETAG, list.tag())
            .putHeader(HttpHeaders.CACHE_CONTROL, listFor);
    if (EntityTags.names(ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH), list.tag())) {
      response.setStatusCode(NOT_MODIFIED).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, "application/jose").end(list.body());
    }
  }
}
