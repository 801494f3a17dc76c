package io.antrean.claim;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the claims report. No person, claim or slot is ever a label. */
public final class ClaimMetrics implements RecordAnswers.Tally {

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5)
  };

  /** A counter that begins with its first event has no increase to show for it. */
  private static final List<String> KNOWN_FROM_THE_START =
      List.of("confirmed", "held", "overloaded", "recovering", "unavailable", "lost");

  private static final Pattern CLAIM = Pattern.compile("/api/v1/releases/[^/]+/claims/[^/]+/?");

  private final MeterRegistry registry;
  private final Map<String, Counter> outcomes = new ConcurrentHashMap<>();
  private final Timer decided;
  private final Timer confirmed;
  private final DistributionSummary batch;

  public ClaimMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.decided =
        Timer.builder("antrean.claim")
            .description("From a claim's arrival to Redis's decision")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.confirmed =
        Timer.builder("antrean.confirm")
            .description("From a claim's arrival to CONFIRMED")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.batch =
        DistributionSummary.builder("antrean.claim.batch.size")
            .description("Claims that left together in one call of Redis")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
            .register(registry);
    KNOWN_FROM_THE_START.forEach(name -> outcome(name, 0));
  }

  @Override
  public void outcome(String name) {
    outcome(name, 1);
  }

  /** Counts a refusal that was given before the request came to a route, if it asks for a claim. */
  public void refusedEarly(HttpServerRequest request, String problem) {
    var path = request.path();
    if (request.method() == HttpMethod.PUT && path != null && CLAIM.matcher(path).matches()) {
      outcome(problem);
    }
  }

  private void outcome(String name, int count) {
    outcomes.computeIfAbsent(name, this::counter).increment(count);
  }

  private Counter counter(String name) {
    return Counter.builder("antrean.claims")
        .description("Answers to claims, by outcome")
        .tag("outcome", name.replace('-', '_'))
        .register(registry);
  }

  void decided(long sinceNanos) {
    decided.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void confirmed(long sinceNanos) {
    confirmed.record(System.nanoTime() - sinceNanos, TimeUnit.NANOSECONDS);
  }

  void batch(int claims) {
    batch.record(claims);
  }
}
