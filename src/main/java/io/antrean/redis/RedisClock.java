package io.antrean.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.function.LongSupplier;

/**
 * Redis's time as this node estimates it: the node's own clock and an offset, measured once a
 * second by {@link #measure}. The opening itself is decided in Redis; this is for headers,
 * countdowns and for what is told from memory. Read from any thread.
 */
public final class RedisClock implements LongSupplier {

  private final LongSupplier nodeClockMs;
  private volatile long offsetMs;
  private volatile long latestMs;

  /** {@code nodeClockMs} is this node's wall clock in ms since 1970. */
  public RedisClock(LongSupplier nodeClockMs) {
    this.nodeClockMs = nodeClockMs;
  }

  /**
   * Asks Redis for its time; the middle of the round trip is taken for the moment of the answer.
   */
  public Future<Void> measure(RedisLink link) {
    var sentMs = nodeClockMs.getAsLong();
    return link.send(Request.cmd(Command.TIME))
        .map(
            time -> {
              measured(time.get(0).toLong() * 1000 + time.get(1).toLong() / 1000, sentMs);
              return null;
            });
  }

  void measured(long redisMs, long sentMs) {
    latestMs = latest();
    offsetMs = redisMs - (sentMs + nodeClockMs.getAsLong()) / 2;
  }

  /**
   * The latest time that it has been here: what had opened by then is open, also when Redis's clock
   * was moved back since.
   */
  public long latest() {
    return Math.max(latestMs, getAsLong());
  }

  @Override
  public long getAsLong() {
    return nodeClockMs.getAsLong() + offsetMs;
  }
}
