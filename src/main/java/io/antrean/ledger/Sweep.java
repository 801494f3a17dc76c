package io.antrean.ledger;

import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets a partition's keys of older epochs, and releases that another loader has staged and not
 * published, some at a time and with a pause in between, so that nobody has to wait. It begins
 * whenever the partition is open at a desk, and ends with the desk: what it leaves is the next
 * one's.
 *
 * <p>Only keys of a lower epoch than the one that it was begun for go: those are drained, and a
 * sweep that is late, or slept, does no harm to an epoch that has come since. What is staged goes
 * in one step, so that nobody publishes a part of it.
 */
final class Sweep {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);
  private static final Pattern KEY =
      Pattern.compile("\\{p\\d+}:e(\\d{1,9}):(stage:([0-9a-f-]{36}):[0-9a-f-]{36})?.*");
  private static final int KEYS_A_STEP = 500;

  private final Vertx vertx;
  private final RedisLink redis;
  private final int partition;
  private final Duration pause;
  private final UUID ownStages;
  private int begun;

  /** What the loader {@code ownStages} stages is under way, and stays. */
  Sweep(Vertx vertx, RedisLink redis, int partition, Duration pause, UUID ownStages) {
    this.vertx = vertx;
    this.redis = redis;
    this.partition = partition;
    this.pause = pause;
    this.ownStages = ownStages;
  }

  /**
   * Forgets what is older than this epoch, and what others staged in it; another sweep of this desk
   * ends.
   */
  void begin(int epoch) {
    step(++begun, epoch, "0", 0);
  }

  void close() {
    begun++;
  }

  private void step(int turn, int epoch, String cursor, int forgotten) {
    if (turn != begun) return;
    var any = PartitionKeys.epoch(partition).replace(":epoch", ":e[0-9]*");
    var scan =
        Request.cmd(Command.SCAN).arg(cursor).arg("MATCH").arg(any).arg("COUNT").arg(KEYS_A_STEP);
    redis
        .send(scan)
        .compose(found -> unlink(epoch, found.get(1)).map(n -> new Step(n, found.get(0))))
        .onSuccess(done -> next(turn, epoch, done.cursor.toString(), forgotten + done.unlinked))
        // The same keys again: who has none to forget does not mind.
        .onFailure(failure -> later(turn, epoch, cursor, forgotten));
  }

  private record Step(int unlinked, Response cursor) {}

  private Future<Integer> unlink(int epoch, Response keys) {
    var found = new HashSet<String>();
    for (var key : keys) {
      var named = KEY.matcher(key.toString());
      if (!named.matches()) continue;
      var of = Integer.parseInt(named.group(1));
      if (of < epoch) found.add(named.group());
      else if (of == epoch && isStagedElsewhere(named.group(3))) {
        var staged = PartitionKeys.prefix(partition, epoch) + named.group(2);
        for (var part : Retirement.PARTS) found.add(staged + part);
      }
    }
    if (found.isEmpty()) return Future.succeededFuture(0);
    var unlink = Request.cmd(Command.UNLINK);
    found.forEach(unlink::arg);
    return redis.send(unlink).map(Response::toInteger);
  }

  private boolean isStagedElsewhere(String loader) {
    return loader != null && !loader.equals(ownStages.toString());
  }

  private void next(int turn, int epoch, String cursor, int forgotten) {
    if (!cursor.equals("0")) {
      later(turn, epoch, cursor, forgotten);
    } else if (forgotten > 0) {
      log.info("event=old-keys-forgotten partition={} keys={}", partition, forgotten);
    }
  }

  private void later(int turn, int epoch, String cursor, int forgotten) {
    vertx.setTimer(pause.toMillis(), t -> step(turn, epoch, cursor, forgotten));
  }
}
