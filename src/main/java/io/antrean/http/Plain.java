package io.antrean.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** What {@link ApiRouter} does for every request, for those that are answered before it. */
public final class Plain {

  private Plain() {}

  /** The headers that each answer below {@code /api/v1/releases} has. */
  public static void begin(HttpServerRequest request, long redisNowMs) {
    ServerTime.put(request.response(), redisNowMs);
  }

  /** Counts it in the place of this route, once it has its answer or its client is gone. */
  public static void count(
      HttpServerRequest request, HttpMetrics metrics, String pattern, long beganNanos) {
    var response = request.response();
    var count = new Count(metrics, pattern, request.method(), beganNanos);
    response.endHandler(ended -> count.answered(response.getStatusCode()));
    response.closeHandler(gone -> count.answered(ApiRouter.CLIENT_CLOSED));
  }

  /** One request, counted once. */
  private static final class Count {
    private final HttpMetrics metrics;
    private final String pattern;
    private final HttpMethod method;
    private final long beganNanos;
    private boolean done;

    Count(HttpMetrics metrics, String pattern, HttpMethod method, long beganNanos) {
      this.metrics = metrics;
      this.pattern = pattern;
      this.method = method;
      this.beganNanos = beganNanos;
    }

    void answered(int status) {
      if (done) return;
      done = true;
      var took = Duration.ofNanos(System.nanoTime() - beganNanos);
      metrics.answered(pattern, method, status, took);
    }
  }
}
