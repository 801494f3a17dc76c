package io.antrean.admission;

import io.antrean.config.RateConfig;
import io.antrean.config.RateConfig.Rate;
import io.antrean.http.Problem;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.UUID;

/**
 * The rate limits of a node, which all its event loops share. An account is the unit of fairness;
 * an address is a coarse guard, since thousands of honest people may share one. Log-ins cost a hash
 * each and need no account: each address has a limit of its own for them, and each log-in name one
 * for wrong passwords.
 */
public final class RateLimits {

  /** Rounded up to whole seconds, so that who waits so long is served. */
  private static final long JUST_BELOW_A_MS = 999_999;

  /** One limit, what is told of it, and how often it refused. */
  static final class Limit<K> {

    private final RateLimit<K> buckets;
    private final RateLimitHeaders headers;
    private final Counter refused;

    private Limit(RateLimit<K> buckets, MeterRegistry registry) {
      this.buckets = buckets;
      this.headers = new RateLimitHeaders(buckets.name(), buckets.rate());
      this.refused =
          Counter.builder("antrean.rate.limited")
              .description("Requests refused with 429, by the limit that they met")
              .tag("limit", buckets.name().replace('-', '_'))
              .register(registry);
    }

    boolean isOn() {
      return buckets.isOn();
    }

    /** As {@link RateLimit#take}. */
    long take(K key) {
      return buckets.take(key);
    }

    void giveBack(K key) {
      buckets.giveBack(key);
    }

    /** Tells the client what is left to it. */
    void tell(HttpServerResponse response, long left) {
      headers.put(response.headers(), left);
    }

    /** Refuses a request that found no permit; {@code taken} is what {@link #take} said. */
    void refuse(RoutingContext ctx, long taken) {
      refused.increment();
      headers.put(ctx.response().headers(), 0);
      Problem.of(429, "too-many-requests")
          .retryAfter(Duration.ofNanos(JUST_BELOW_A_MS - taken))
          .send(ctx);
    }
  }

  final Limit<UUID> account;
  final Limit<Long> address;
  final Limit<Long> logIns;
  final Limit<String> wrongPasswords;

  private final int keysMax;
  private final TimeMeter clock;
  private final MeterRegistry registry;

  public RateLimits(RateConfig config, MeterRegistry registry) {
    this(config, registry, TimeMeter.SYSTEM_NANOTIME);
  }

  /** With another clock, whose nanoseconds only grow. */
  RateLimits(RateConfig config, MeterRegistry registry, TimeMeter clock) {
    this.keysMax = config.keysMax();
    this.clock = clock;
    this.registry = registry;
    account = limit("account", config.account());
    address = limit("address", config.address());
    logIns = limit("log-ins", config.logIns());
    wrongPasswords = limit("wrong-passwords", config.wrongPasswords());
  }

  private <K> Limit<K> limit(String name, Rate rate) {
    return new Limit<>(new RateLimit<>(name, rate, keysMax, clock), registry);
  }
}
