package io.antrean.ledger;

import io.antrean.claim.Epochs;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;

/**
 * Measures what PostgreSQL lacks of the ledgers of the partitions that this node owns. Redis alone
 * is asked: the backlog grows while PostgreSQL is away, when no writer has anything to work with.
 */
public final class LedgerBacklog {

  private final RedisLink redis;
  private final Epochs epochs;
  private final LedgerMetrics metrics;

  public LedgerBacklog(RedisLink redis, Epochs epochs, LedgerMetrics metrics) {
    this.redis = redis;
    this.epochs = epochs;
    this.metrics = metrics;
  }

  /** One question a partition, on the event loop of the link. */
  public Future<Void> measure() {
    return redis.send(Request.cmd(Command.TIME)).compose(this::measureAt);
  }

  private Future<Void> measureAt(Response time) {
    var seconds = time.get(0).toLong();
    var asked = new ArrayList<Future<Response>>();
    for (var partition : metrics.owned()) {
      var meta =
          Request.cmd(Command.HMGET)
              .arg(PartitionKeys.meta(partition, epochs.of(partition)))
              .arg("appended")
              .arg("applied")
              .arg("oldest_ms");
      asked.add(redis.send(meta).onSuccess(found -> seen(partition, found, seconds)));
    }
    return Future.join(asked).mapEmpty();
  }

  /** While a partition recovers its old keys may be gone already: then what was seen stays. */
  private void seen(int partition, Response meta, long nowSeconds) {
    if (meta.get(0) == null) return;
    var entries = meta.get(0).toLong() - meta.get(1).toLong();
    var lag = entries == 0 ? 0 : nowSeconds - meta.get(2).toLong() / 1e3;
    metrics.backlog(partition, entries, Math.max(0, lag));
  }
}
