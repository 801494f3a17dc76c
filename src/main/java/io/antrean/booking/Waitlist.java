package io.antrean.booking;

import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.antrean.claim.Cooling;
import io.antrean.claim.Epochs;
import io.antrean.config.ClaimConfig;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;

/**
 * What Redis is asked of a waiting list: that somebody waits now, and to take an offer. The rules
 * are in {@code redis/line.lua} and {@code redis/accept.lua}; offers are made in {@code
 * ledger/Offering}. One an event loop.
 */
public final class Waitlist {

  /** What Redis says of an acceptance. */
  enum Answered {
    GRANTED,
    /** It was taken before. */
    KNOWN,
    CLAIM_DIFFERS,
    NO_OFFER,
    NOT_LOADED,
    RELEASE_CLOSED,
    ALREADY_BOOKED,
    PERSON_BLOCKED,
    OVERLOADED,
    RECOVERING
  }

  /**
   * {@code record} goes with GRANTED and KNOWN; {@code id} is the booking with ALREADY_BOOKED, when
   * it is the account's own, and with PERSON_BLOCKED the person, who is so until {@code untilMs}.
   */
  record Acceptance(Answered answered, ClaimRecord record, UUID id, long untilMs) {}

  private final RedisLink redis;
  private final Script line = Script.load("line");
  private final Script accept = Script.load("accept");
  private final Epochs epochs;
  private final ClaimConfig limits;

  public Waitlist(RedisLink redis, Epochs epochs, ClaimConfig limits) {
    this.redis = redis;
    this.epochs = epochs;
    this.limits = limits;
  }

  /**
   * From then on no seat of it comes free before the list was asked, but for those that are back in
   * a moment. {@code isNew} when somebody has joined just now, and not long ago. False while it
   * recovers.
   */
  Future<Boolean> isWaitedFor(int partition, UUID release, boolean isNew) {
    var args =
        List.of(
            text(epochs.of(partition)),
            text(release),
            text(isNew ? "" : "?"),
            text(Cooling.LEAST.toMillis()));
    return redis
        .eval(line, PartitionKeys.epoch(partition), args)
        .map(
            reply -> {
              var open = reply.get(1).toString().equals("OPEN");
              if (!open) epochs.doubt(partition);
              return open;
            });
  }

  /** A failed Future means that nobody knows: it can be asked again, safely. */
  Future<Acceptance> accept(int partition, UUID entry, UUID fingerprint) {
    var args =
        List.of(
            text(epochs.of(partition)),
            text(limits.backlogMax()),
            text(limits.backlogAgeMax().toMillis()),
            Bytes.of(entry),
            Bytes.of(fingerprint));
    return redis
        .eval(accept, PartitionKeys.epoch(partition), args)
        .map(
            reply -> {
              if (!reply.get(1).toString().equals("OPEN")) {
                epochs.doubt(partition);
                return new Acceptance(Answered.RECOVERING, null, null, 0);
              }
              var answered = Answered.valueOf(reply.get(2).toString());
              return acceptance(answered, reply.get(3).toBuffer());
            });
  }

  private static Acceptance acceptance(Answered answered, Buffer detail) {
    return switch (answered) {
      case GRANTED, KNOWN -> new Acceptance(answered, ClaimRecord.read(detail, 0), null, 0);
      case ALREADY_BOOKED ->
          new Acceptance(answered, null, detail.length() == 0 ? null : Bytes.uuid(detail, 0), 0);
      case PERSON_BLOCKED -> {
        var until = detail.getString(Bytes.UUID_BYTES, detail.length());
        yield new Acceptance(answered, null, Bytes.uuid(detail, 0), Long.parseLong(until));
      }
      case CLAIM_DIFFERS, NO_OFFER, NOT_LOADED, RELEASE_CLOSED, OVERLOADED, RECOVERING ->
          new Acceptance(answered, null, null, 0);
    };
  }

  private static Buffer text(Object value) {
    return Buffer.buffer(value.toString());
  }
}
