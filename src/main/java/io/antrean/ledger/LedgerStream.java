package io.antrean.ledger;

import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A partition's ledger in Redis, read in order. */
final class LedgerStream {

  private final RedisLink redis;
  private final int partition;

  /** {@code redis} is this stream's own: a read that waits holds up what is sent after it. */
  LedgerStream(RedisLink redis, int partition) {
    this.redis = redis;
    this.partition = partition;
  }

  /**
   * The next entries, at most {@code max}; waits for the first one; none at the end of the wait.
   */
  Future<List<LedgerEntry>> next(int epoch, EntryId after, int max, Duration wait) {
    return read(
        Request.cmd(Command.XREAD).arg("COUNT").arg(max).arg("BLOCK").arg(wait.toMillis()),
        epoch,
        after);
  }

  /** The entries that are there, at most {@code max}. */
  Future<List<LedgerEntry>> present(int epoch, EntryId after, int max) {
    return read(Request.cmd(Command.XREAD).arg("COUNT").arg(max), epoch, after);
  }

  private Future<List<LedgerEntry>> read(Request xread, int epoch, EntryId after) {
    xread.arg("STREAMS").arg(PartitionKeys.ledger(partition, epoch)).arg(after.toString());
    return redis.send(xread).map(LedgerStream::entries);
  }

  private static List<LedgerEntry> entries(Response reply) {
    if (reply == null) return List.of();
    var lines = reply.get(0).get(1);
    var entries = new ArrayList<LedgerEntry>(lines.size());
    for (var line : lines) entries.add(LedgerEntry.read(line));
    return entries;
  }
}
