package io.antrean.http;

import io.antrean.postgres.PostgresAway;
import io.netty.handler.codec.CodecException;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a handler failed with into a problem. What nobody foresaw is logged, once. */
final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static void answer(RoutingContext ctx, int status) {
    var failure = ctx.failure();
    if (ctx.response().headWritten()) {
      if (!ctx.response().ended()) log(ctx, failure);
      ctx.response().reset();
    } else if (failure instanceof ProblemException refusal) {
      refusal.problem().send(ctx);
    } else {
      problem(ctx, status, failure).send(ctx);
      // No more of it is read; Connections ends who sends it all the same.
      if (status == 413) ctx.request().pause();
    }
  }

  private static Problem problem(RoutingContext ctx, int status, Throwable failure) {
    return switch (status) {
      case 400 -> Problem.of(400, "malformed-request");
      case 401 -> Problem.of(401, "unauthenticated").header("WWW-Authenticate", "Bearer");
      case 403 -> Problem.of(403, "forbidden");
      case 404 -> Problem.of(404, "not-found");
      case 406 -> Problem.of(406, "not-acceptable");
      case 413 -> Problem.of(413, "payload-too-large").header("Connection", "close");
      case 415 -> Problem.of(415, "unsupported-media-type").words("application/json");
      case 417 -> Problem.of(417, "expectation-failed");
      case 501 -> Problem.of(501, "not-implemented");
      default -> {
        if (isStoreAway(failure)) yield unavailable();
        if (isUnreadable(failure)) {
          yield Problem.of(400, "malformed-request").header("Connection", "close");
        }
        yield internal(ctx, failure);
      }
    };
  }

  /** A store that does not answer: not a defect, and worth another try. */
  private static boolean isStoreAway(Throwable failure) {
    return failure instanceof IOException
        || failure instanceof TimeoutException
        || PostgresAway.is(failure);
  }

  /** What HTTP's decoder threw in the middle of a body, a chunk without a size say. */
  private static boolean isUnreadable(Throwable failure) {
    if (failure == null || failure instanceof CodecException) return failure != null;
    var trace = failure.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("io.netty.");
  }

  static Problem unavailable() {
    return Problem.of(503, "unavailable")
        .with("outcome", "unknown")
        .retryAfter(Duration.ofSeconds(2));
  }

  private static Problem internal(RoutingContext ctx, Throwable failure) {
    var id = log(ctx, failure);
    return Problem.of(500, "internal").words(id).header(RequestId.HEADER, id);
  }

  private static String log(RoutingContext ctx, Throwable failure) {
    var id = RequestId.of(ctx);
    var route = ctx.currentRoute() == null ? null : ctx.currentRoute().getPath();
    LOG.atError()
        .setCause(failure == null ? null : new WordlessFailure(failure))
        .log("Request {} failed: {} {}", id, ctx.request().method(), route);
    return id;
  }
}
