package io.antrean.config;

import java.time.Duration;

/** How to reach Redis, and how much may be under way on one connection. */
public record RedisConfig(
    String uri,
    Duration commandTimeout,
    int inFlightMax,
    Duration reconnectMin,
    Duration reconnectMax) {

  public RedisConfig {
    new Check()
        .that(
            uri.startsWith("redis://") || uri.startsWith("rediss://"),
            "REDIS_URI",
            "must begin with redis:// or rediss://")
        .ms("REDIS_COMMAND_TIMEOUT_MS", commandTimeout, 200, 60_000)
        .between("REDIS_IN_FLIGHT_MAX", inFlightMax, 16, 100_000)
        .ms("REDIS_RECONNECT_MIN_MS", reconnectMin, 1, 10_000)
        .ms("REDIS_RECONNECT_MAX_MS", reconnectMax, reconnectMin.toMillis(), 60_000)
        .done();
  }
}
