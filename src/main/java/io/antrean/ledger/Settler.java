package io.antrean.ledger;

import io.antrean.claim.Cooling;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries PostgreSQL's verdicts to Redis and the waiting requests; see {@code redis/settle.lua}.
 */
final class Settler {

  /**
   * Longer than memory may answer for Redis, so that no node says sold out of a seat that is not.
   */
  static final Duration COMES_BACK_AFTER = Cooling.LEAST;

  private static final Duration PERSON_BARRED_FOR = Duration.ofMinutes(1);

  private final RedisLink redis;
  private final Duration comesBackAfter;
  private final Script script = Script.load("settle");

  Settler(RedisLink redis) {
    this(redis, COMES_BACK_AFTER);
  }

  Settler(RedisLink redis, Duration comesBackAfter) {
    this.redis = redis;
    this.comesBackAfter = comesBackAfter;
  }

  /**
   * Tells the verdicts of everything up to the fence's position. {@code forgetBefore} is null, or
   * the entry before which the stream may be trimmed. False when Redis is in another world.
   */
  Future<Boolean> settle(
      Fence fence, long applied, EntryId forgetBefore, List<Judgement> judgements) {
    var args = new ArrayList<Buffer>(6 + judgements.size());
    args.add(text(fence.epoch()));
    args.add(text(fence.position()));
    args.add(text(applied));
    args.add(text(forgetBefore == null ? "" : forgetBefore));
    args.add(text(comesBackAfter.toMillis()));
    args.add(text(PERSON_BARRED_FOR.toMillis()));
    for (var one : judgements) {
      // A claim whose booking is elsewhere is put right by the recovery that follows.
      if (!one.elsewhere()) args.add(one.toBuffer());
    }
    return redis
        .eval(script, PartitionKeys.epoch(fence.partition()), args)
        .map(reply -> reply.get(0).toString().equals("OPEN"));
  }

  private static Buffer text(Object value) {
    return Buffer.buffer(value.toString());
  }

  /** Up to which entry Redis has been told; the start when it never was. */
  Future<EntryId> settledUpTo(int partition, int epoch) {
    return redis
        .send(Request.cmd(Command.HGET).arg(PartitionKeys.meta(partition, epoch)).arg("settled"))
        .map(reply -> reply == null ? EntryId.START : EntryId.parse(reply.toString()));
  }
}
