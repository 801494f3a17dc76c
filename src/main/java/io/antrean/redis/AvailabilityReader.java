package io.antrean.redis;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Asks {@code redis/availability.lua}, in the epoch that this node knows. */
public final class AvailabilityReader {

  private final RedisLink redis;
  private final IntUnaryOperator epochOf;
  private final Script script = Script.load("availability");

  public AvailabilityReader(RedisLink redis, IntUnaryOperator epochOf) {
    this.redis = redis;
    this.epochOf = epochOf;
  }

  /** {@code releases} as the script takes them: three words a release. */
  public Future<Response> read(int partition, List<Buffer> releases) {
    var args = new ArrayList<Buffer>(1 + releases.size());
    args.add(Buffer.buffer(Integer.toString(epochOf.applyAsInt(partition))));
    args.addAll(releases);
    return redis.eval(script, PartitionKeys.epoch(partition), args);
  }
}
