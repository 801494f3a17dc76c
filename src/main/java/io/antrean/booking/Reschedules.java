package io.antrean.booking;

import io.antrean.booking.BookingRepository.Own;
import io.antrean.catalogue.Release;
import io.antrean.claim.Booking;
import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimOutcome.Reason;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.claim.Cooling;
import io.antrean.claim.Epochs;
import io.antrean.config.ClaimConfig;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for a booking's change to other seats: they are held from then on, and the old ones stay its
 * own until PostgreSQL has decided. The rules are in {@code redis/reschedule.lua}. One an event
 * loop.
 */
public final class Reschedules {

  /** The seats that are wanted: of one of these slots of the release, the first that has room. */
  record Wish(Release release, List<String> slots, boolean orNext) {}

  /** What Redis says of the asking. */
  enum Asked {
    ACCEPTED,
    /** It has a seat in one of the wanted slots already. */
    SAME,
    /** Something was asked before that PostgreSQL has not answered yet. */
    BUSY,
    CANCELLED,
    /** The office has done with it, or nobody came. */
    ENDED,
    /** PostgreSQL had refused the claim. */
    REJECTED,
    /** The booking's own slot has begun. */
    BEGUN,
    USED_UP,
    /** The booking's release is retired, or not loaded yet. */
    NO_RECORD,
    /** Of the wanted seats nothing can be had; the other half of the answer says why. */
    REFUSED
  }

  /** {@code refused} is null unless REFUSED, the ledger's line is of ACCEPTED alone. */
  record Answer(Asked asked, Refused refused, String entry) {}

  private final RedisLink redis;
  private final Script script = Script.load("reschedule");
  private final Epochs epochs;
  private final ClaimConfig limits;
  private final Cooling cooling;

  public Reschedules(RedisLink redis, Epochs epochs, ClaimConfig limits, Cooling cooling) {
    this.redis = redis;
    this.epochs = epochs;
    this.limits = limits;
    this.cooling = cooling;
  }

  /** A failed Future means that nobody knows: it can be asked again, safely. */
  Future<Answer> ask(Own own, Wish wish) {
    var args = new ArrayList<Buffer>(10 + wish.slots().size());
    args.add(text(epochs.of(own.partition())));
    args.add(text(limits.backlogMax()));
    args.add(text(limits.backlogAgeMax().toMillis()));
    args.add(Bytes.of(own.booking().id()));
    args.add(Bytes.of(own.fingerprint()));
    args.add(text(cooling.nextMs()));
    args.add(text(Booking.CHANGES_MAX));
    args.add(text(wish.release().id()));
    args.add(Bytes.of(wish.release().id()));
    args.add(text(wish.orNext() ? 1 : 0));
    for (var slot : wish.slots()) {
      args.add(Buffer.buffer(slot.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return redis
        .eval(script, PartitionKeys.epoch(own.partition()), args)
        .map(reply -> answer(own.partition(), reply));
  }

  private static Buffer text(Object value) {
    return Buffer.buffer(value.toString());
  }

  private Answer answer(int partition, Response reply) {
    if (!reply.get(1).toString().equals("OPEN")) {
      epochs.doubt(partition);
      return refused(Refused.of(Reason.RECOVERING));
    }
    var detail = reply.get(3).toString();
    return switch (reply.get(2).toString()) {
      case "NOT_OPEN" -> refused(new Refused(Reason.NOT_OPEN, Long.parseLong(detail), null, 0));
      case "UNKNOWN_SLOT" ->
          refused(new Refused(Reason.UNKNOWN_SLOT, 0, null, Integer.parseInt(detail)));
      case "SLOT_TAKEN" -> {
        var atMs = detail.isEmpty() ? 0 : Long.parseLong(detail);
        yield refused(new Refused(Reason.SLOT_TAKEN, atMs, null, 0));
      }
      case "NOT_LOADED", "RELEASE_CLOSED", "CLOCKS_APART", "SLOT_BEGUN", "SOLD_OUT", "OVERLOADED" ->
          refused(Refused.of(Reason.valueOf(reply.get(2).toString())));
      default -> new Answer(Asked.valueOf(reply.get(2).toString()), null, detail);
    };
  }

  private static Answer refused(Refused why) {
    return new Answer(Asked.REFUSED, why, null);
  }
}
