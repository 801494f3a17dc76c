package io.antrean.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/**
 * How much memory Redis uses, and how much it may use, as it says itself. At that bound it refuses
 * every write, since it must not evict. Not a number while Redis can not be asked.
 */
public final class RedisMemory {

  private final RedisLink redis;
  private volatile double usedBytes = Double.NaN;
  private volatile double maxBytes = Double.NaN;

  public RedisMemory(RedisLink redis, MeterRegistry registry) {
    this.redis = redis;
    Gauge.builder("antrean.redis.memory.used", this, memory -> memory.usedBytes)
        .description("Memory that Redis uses")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("antrean.redis.memory.max", this, memory -> memory.maxBytes)
        .description("Memory that Redis may use; 0 when it has no bound")
        .baseUnit("bytes")
        .register(registry);
  }

  /** One question to Redis, on the event loop of the link. */
  public Future<Void> measure() {
    return redis
        .send(Request.cmd(Command.INFO).arg("memory"))
        .map(
            info ->
                seen(bytes(info.toString(), "used_memory"), bytes(info.toString(), "maxmemory")))
        .onFailure(away -> seen(Double.NaN, Double.NaN));
  }

  private Void seen(double used, double max) {
    usedBytes = used;
    maxBytes = max;
    return null;
  }

  private static double bytes(String info, String name) {
    var value = RedisCheck.setting(info, name);
    return value == null ? Double.NaN : Double.parseDouble(value);
  }
}
