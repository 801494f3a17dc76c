package io.antrean.claim;

import io.antrean.claim.ClaimOutcome.Reason;
import io.antrean.claim.ClaimOutcome.Recorded;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.config.ClaimConfig;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * Decides claims. The rules are in {@code redis/claims.lua}; this class carries the questions there
 * and the answers back. Claims that arrive while a reply is under way leave together in the next
 * call (natural batching, a lane a partition); beyond the bound it refuses at once.
 *
 * <p>One engine and one Redis connection per event loop, so its fields need no lock.
 */
public final class ClaimEngine {

  private record Pending(Claim claim, Promise<ClaimOutcome> promise) {}

  private static final class Lane {
    final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    boolean underWay;
  }

  private final RedisLink redis;
  private final Script script;
  private final Epochs epochs;
  private final ClaimConfig limits;
  private final ClaimMetrics metrics;
  private final BiPredicate<UUID, UUID> soldOut;
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private int waiting;

  /**
   * {@code soldOut} says of a release's and a claim's id that memory may refuse it: whoever waits
   * here while the last seat goes does not have to wait for Redis.
   */
  public ClaimEngine(
      RedisLink redis,
      Script script,
      Epochs epochs,
      ClaimConfig limits,
      ClaimMetrics metrics,
      BiPredicate<UUID, UUID> soldOut) {
    this.redis = redis;
    this.script = script;
    this.epochs = epochs;
    this.limits = limits;
    this.metrics = metrics;
    this.soldOut = soldOut;
  }

  /** A failed Future means that nobody knows: the same claim can be made again, safely. */
  public Future<ClaimOutcome> decide(Claim claim) {
    // A longer queue would only turn overload into late answers; a refusal is honest and cheap.
    if (waiting >= limits.waitingMax()) {
      return Future.succeededFuture(Refused.of(Reason.OVERLOADED));
    }
    waiting++;
    var partition = claim.release().partition();
    var lane = lanes.computeIfAbsent(partition, p -> new Lane());
    var pending = new Pending(claim, Promise.promise());
    lane.waiting.add(pending);
    if (!lane.underWay) send(partition, lane);
    return pending.promise.future();
  }

  private void send(int partition, Lane lane) {
    var batch = next(lane);
    if (batch.isEmpty()) return;
    lane.underWay = true;
    metrics.batch(batch.size());
    redis
        .eval(script, PartitionKeys.epoch(partition), arguments(epochs.of(partition), batch))
        .onComplete(
            reply -> {
              lane.underWay = false;
              if (!lane.waiting.isEmpty()) send(partition, lane);
              if (reply.succeeded()) answer(partition, batch, reply.result());
              else batch.forEach(one -> one.promise.fail(reply.cause()));
            });
  }

  private List<Pending> next(Lane lane) {
    var batch = new ArrayList<Pending>(Math.min(lane.waiting.size(), limits.batchMax()));
    while (!lane.waiting.isEmpty() && batch.size() < limits.batchMax()) {
      var one = lane.waiting.poll();
      waiting--;
      if (soldOut.test(one.claim.release().id(), one.claim.id())) {
        one.promise.complete(Refused.of(Reason.SOLD_OUT));
      } else {
        batch.add(one);
      }
    }
    return batch;
  }

  private List<Buffer> arguments(int epoch, List<Pending> batch) {
    var places = new HashMap<String, Integer>();
    var releases = new ArrayList<Buffer>();
    var claims = new ArrayList<Buffer>(batch.size());
    for (var pending : batch) {
      var id = pending.claim.release().id();
      var place = places.computeIfAbsent(id.toString(), text -> places.size() + 1);
      if (releases.size() < 2 * place) {
        releases.add(Buffer.buffer(id.toString()));
        releases.add(Bytes.of(id));
      }
      claims.add(pending.claim.toBuffer(place));
    }
    var args = new ArrayList<Buffer>(4 + releases.size() + claims.size());
    args.add(Buffer.buffer(Integer.toString(epoch)));
    args.add(Buffer.buffer(Integer.toString(limits.backlogMax())));
    args.add(Buffer.buffer(Long.toString(limits.backlogAgeMax().toMillis())));
    args.add(Buffer.buffer(Integer.toString(places.size())));
    args.addAll(releases);
    args.addAll(claims);
    return args;
  }

  private void answer(int partition, List<Pending> batch, Response reply) {
    if (!"OPEN".equals(reply.get(1).toString())) {
      epochs.doubt(partition);
      batch.forEach(one -> one.promise.complete(Refused.of(Reason.RECOVERING)));
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      var promise = batch.get(i).promise;
      var verdict = reply.get(2 + 2 * i).toString();
      var detail = reply.get(3 + 2 * i).toBuffer();
      if ("FAILED".equals(verdict)) promise.fail(detail.toString());
      else promise.complete(outcome(verdict, detail));
    }
  }

  private static ClaimOutcome outcome(String verdict, Buffer detail) {
    if (verdict.equals("GRANTED")) return new Recorded(ClaimRecord.read(detail, 0), true);
    if (verdict.equals("KNOWN")) return new Recorded(ClaimRecord.read(detail, 0), false);
    var reason = Reason.valueOf(verdict);
    if (detail.length() == 0) return Refused.of(reason);
    return switch (reason) {
      case NOT_OPEN, SLOT_TAKEN -> new Refused(reason, Long.parseLong(detail.toString()), null, 0);
      case ALREADY_BOOKED -> new Refused(reason, 0, Bytes.uuid(detail, 0), 0);
      case PERSON_BLOCKED -> {
        var words = detail.toString().split(" ");
        yield new Refused(reason, Long.parseLong(words[1]), null, Integer.parseInt(words[0]));
      }
      case UNKNOWN_SLOT -> new Refused(reason, 0, null, Integer.parseInt(detail.toString()));
      case RECOVERING,
          CLAIM_DIFFERS,
          OVERLOADED,
          NOT_LOADED,
          RELEASE_CLOSED,
          CLOCKS_APART,
          SLOT_BEGUN,
          SOLD_OUT ->
          Refused.of(reason);
    };
  }
}
