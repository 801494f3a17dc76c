package io.antrean.claim;

import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;

/**
 * Reads what became of a claim, in the world that this node knows; see {@code redis/record.lua}.
 */
public final class ClaimReader {

  /** {@code open} is false when the partition is not open; {@code record} is null for none. */
  public record Found(boolean open, ClaimRecord record) {}

  private final RedisLink redis;
  private final Script script;
  private final Epochs epochs;

  public ClaimReader(RedisLink redis, Script script, Epochs epochs) {
    this.redis = redis;
    this.script = script;
    this.epochs = epochs;
  }

  /** The claim's record. */
  public Future<Found> find(int partition, UUID claim) {
    var epoch = Buffer.buffer(Integer.toString(epochs.of(partition)));
    return redis
        .eval(script, PartitionKeys.epoch(partition), List.of(epoch, Bytes.of(claim)))
        .map(
            reply -> {
              if (!reply.get(1).toString().equals("OPEN")) {
                epochs.doubt(partition);
                return new Found(false, null);
              }
              var record = reply.get(2).toBuffer();
              return new Found(true, record.length() == 0 ? null : ClaimRecord.read(record, 0));
            });
  }
}
