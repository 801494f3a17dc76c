package io.antrean.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one event loop's router reports. The label is the route's pattern, never the path, so that
 * no person, claim or slot can become one. Meters are found once and then kept.
 */
public final class HttpMetrics {

  static final String UNMATCHED = "unmatched";

  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 30_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  /** Other methods are one label: a client may send any word. */
  private static final List<HttpMethod> METHODS =
      List.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  /**
   * Told as 0 with a route's first answer: a counter that begins with its first event has no
   * increase to show for it.
   */
  private static final List<Integer> FAILURES = List.of(500, 503);

  private record Key(String pattern, HttpMethod method, int status) {}

  private record Meters(Counter requests, Timer duration) {}

  private final MeterRegistry registry;
  private final Map<Key, Meters> meters = new HashMap<>();

  public HttpMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts one answered request; {@code route} is null when none matched. */
  void answered(Route route, HttpMethod method, int status, Duration duration) {
    answered(route == null ? null : route.getPath(), method, status, duration);
  }

  /** The same for a request that was answered before the router, in the place of this route. */
  public void answered(String pattern, HttpMethod method, int status, Duration duration) {
    var known = METHODS.contains(method) ? method : null;
    var found = meters.computeIfAbsent(new Key(pattern, known, status), this::meters);
    found.requests.increment();
    found.duration.record(duration);
  }

  private Meters meters(Key key) {
    var route = label(key.pattern);
    var method = key.method == null ? "other" : key.method.name();
    FAILURES.forEach(status -> requests(route, method, status));
    return new Meters(
        requests(route, method, key.status),
        Timer.builder("antrean.http.request")
            .description("From a request's head to the end of its answer")
            .tags("route", route, "method", method)
            .serviceLevelObjectives(BUCKETS)
            .register(registry));
  }

  private Counter requests(String route, String method, int status) {
    return Counter.builder("antrean.http.requests")
        .description("Requests answered, by the route's pattern, method and status")
        .tags("route", route, "method", method, "status", Integer.toString(status))
        .register(registry);
  }

  private static String label(String pattern) {
    return pattern == null ? UNMATCHED : pattern.replaceAll(":([A-Za-z0-9_]+)", "{$1}");
  }
}
