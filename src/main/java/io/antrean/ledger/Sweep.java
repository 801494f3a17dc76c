package io.antrean.ledger;

import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** Forgets a partition's keys of other epochs, a few at a time, so that nobody has to wait. */
final class Sweep {

  private static final int KEYS_A_STEP = 500;

  private final RedisLink redis;

  Sweep(RedisLink redis) {
    this.redis = redis;
  }

  /** Unlinks every key of the partition that does not belong to this epoch. */
  Future<Void> others(int partition, int epoch) {
    return step(partition, epoch, "0");
  }

  private Future<Void> step(int partition, int epoch, String cursor) {
    var any = PartitionKeys.epoch(partition).replace(":epoch", ":e[0-9]*");
    var scan =
        Request.cmd(Command.SCAN).arg(cursor).arg("MATCH").arg(any).arg("COUNT").arg(KEYS_A_STEP);
    return redis
        .send(scan)
        .compose(
            reply -> {
              var unlink = Request.cmd(Command.UNLINK);
              var found = 0;
              for (var key : reply.get(1)) {
                if (key.toString().startsWith(PartitionKeys.prefix(partition, epoch))) continue;
                unlink.arg(key.toString());
                found++;
              }
              var next = reply.get(0).toString();
              var unlinked = found == 0 ? Future.succeededFuture() : redis.send(unlink).mapEmpty();
              return unlinked.compose(
                  done ->
                      next.equals("0") ? Future.succeededFuture() : step(partition, epoch, next));
            });
  }
}
