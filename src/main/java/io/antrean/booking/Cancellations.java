package io.antrean.booking;

import io.antrean.booking.BookingRepository.Own;
import io.antrean.claim.Bytes;
import io.antrean.claim.Cooling;
import io.antrean.claim.Epochs;
import io.antrean.config.BookingConfig;
import io.antrean.config.ClaimConfig;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * Asks for the cancel of a booking: one line of the ledger, however often it is asked. The rules
 * are in {@code redis/cancel.lua}; PostgreSQL decides. One an event loop.
 */
public final class Cancellations {

  /** What Redis says of the asking. */
  enum Asked {
    ACCEPTED,
    /** By an earlier call, which PostgreSQL has not answered yet. */
    ASKED,
    /** Something else was asked, which PostgreSQL has not answered yet. */
    BUSY,
    CANCELLED,
    /** The office has done with it, or nobody came. */
    ENDED,
    /** PostgreSQL had refused the claim. */
    REJECTED,
    SLOT_BEGUN,
    /** The release is retired, or not loaded yet. */
    NO_RECORD,
    OVERLOADED,
    RECOVERING
  }

  /** {@code entry} is the ledger's line that asks for it: of ACCEPTED and ASKED. */
  record Answer(Asked asked, String entry) {}

  private final RedisLink redis;
  private final Script script = Script.load("cancel");
  private final Epochs epochs;
  private final ClaimConfig limits;
  private final BookingConfig rules;
  private final Cooling cooling;

  public Cancellations(
      RedisLink redis, Epochs epochs, ClaimConfig limits, BookingConfig rules, Cooling cooling) {
    this.redis = redis;
    this.epochs = epochs;
    this.limits = limits;
    this.rules = rules;
    this.cooling = cooling;
  }

  /** A failed Future means that nobody knows: it can be asked again, safely. */
  Future<Answer> ask(Own own) {
    var args =
        List.of(
            Buffer.buffer(Integer.toString(epochs.of(own.partition()))),
            Buffer.buffer(Integer.toString(limits.backlogMax())),
            Buffer.buffer(Long.toString(limits.backlogAgeMax().toMillis())),
            Bytes.of(own.booking().id()),
            Bytes.of(own.fingerprint()),
            Buffer.buffer(Long.toString(cooling.nextMs())),
            Buffer.buffer(Long.toString(rules.cancelFreeUntil().toMillis())));
    return redis
        .eval(script, PartitionKeys.epoch(own.partition()), args)
        .map(
            reply -> {
              if (reply.get(1).toString().equals("OPEN")) {
                return new Answer(Asked.valueOf(reply.get(2).toString()), reply.get(3).toString());
              }
              epochs.doubt(own.partition());
              return new Answer(Asked.RECOVERING, "");
            });
  }
}
