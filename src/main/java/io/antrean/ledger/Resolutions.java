package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.antrean.claim.Cooling;
import io.antrean.claim.Epochs;
import io.antrean.config.ClaimConfig;
import io.antrean.ledger.LedgerEntry.Kind;
import io.antrean.ledger.SetAsideRepository.SetAside;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Asks PostgreSQL, by a line of the ledger, once more for what was set aside, or to refuse it. The
 * rules are in {@code redis/resolve.lua}. One an event loop.
 */
public final class Resolutions {

  /** What Redis says of the asking. */
  enum Asked {
    ACCEPTED,
    /** By an earlier call, which PostgreSQL has not answered yet. */
    ASKED,
    /** Something else was asked, which PostgreSQL has not answered yet. */
    BUSY,
    /** It is not HELD any more, or its booking not CONFIRMED. */
    DECIDED,
    NO_RECORD,
    OVERLOADED,
    RECOVERING
  }

  /** {@code underWay} is null unless BUSY. */
  record Answer(Asked asked, Kind underWay) {}

  private final RedisLink redis;
  private final Script script = Script.load("resolve");
  private final Epochs epochs;
  private final ClaimConfig limits;
  private final Cooling cooling;

  public Resolutions(RedisLink redis, Epochs epochs, ClaimConfig limits, Cooling cooling) {
    this.redis = redis;
    this.epochs = epochs;
    this.limits = limits;
    this.cooling = cooling;
  }

  /** A failed Future means that nobody knows: it can be asked again, safely. */
  Future<Answer> retry(SetAside one) {
    return ask(one, one.kind() == Kind.CLAIM ? Kind.RETRY : one.kind());
  }

  /** The same for a refusal. */
  Future<Answer> refuse(SetAside one) {
    return ask(one, Kind.REFUSE);
  }

  private Future<Answer> ask(SetAside one, Kind kind) {
    var args =
        List.of(
            Buffer.buffer(Integer.toString(epochs.of(one.partition()))),
            Buffer.buffer(Integer.toString(limits.backlogMax())),
            Buffer.buffer(Long.toString(limits.backlogAgeMax().toMillis())),
            Bytes.of(one.claim()),
            Bytes.of(one.record().fingerprint()),
            Buffer.buffer(Character.toString(kind.letter)),
            Buffer.buffer(Long.toString(cooling.nextMs())));
    return redis
        .eval(script, PartitionKeys.epoch(one.partition()), args)
        .map(
            reply -> {
              if (reply.get(1).toString().equals("OPEN")) {
                return answer(Asked.valueOf(reply.get(2).toString()), reply.get(3).toString());
              }
              epochs.doubt(one.partition());
              return new Answer(Asked.RECOVERING, null);
            });
  }

  private static Answer answer(Asked asked, String detail) {
    return new Answer(asked, asked == Asked.BUSY ? Kind.ofLetter(detail.charAt(0)) : null);
  }
}
