package io.antrean.catalogue;

import io.antrean.catalogue.Availability.Counts;
import io.antrean.catalogue.AvailabilityBoard.Entry;
import io.antrean.catalogue.AvailabilityRefresher.Moment;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.List;

/**
 * What the refresher knows of one release in Redis, so that it asks for no more than what is new:
 * the snapshot on the board and how many claim ids it has received.
 */
final class KnownRelease {

  private static final int ID_BYTES = 16;
  private static final String NONE = "-1";

  private Entry entry;
  private int version;

  /** Whether what is known is of another epoch: its counter and its ids say nothing in this one. */
  boolean isOfAnotherEpoch(int epoch) {
    return entry != null && entry.availability().epoch() != epoch;
  }

  void forget() {
    entry = null;
  }

  /** The release's three arguments: its id, the counter known, how many claim ids are known. */
  void addQuestion(Release release, List<Buffer> args) {
    // What is shut of it is hidden here: another version hides more.
    var complete = entry != null && entry.complete() && release.version() == version;
    args.add(
        Buffer.buffer(ID_BYTES)
            .appendLong(release.id().getMostSignificantBits())
            .appendLong(release.id().getLeastSignificantBits()));
    // While ids are missing the whole answer is asked for: an unchanged one brings none.
    args.add(Buffer.buffer(complete ? Long.toString(entry.availability().counter()) : NONE));
    args.add(Buffer.buffer(Integer.toString(entry == null ? 0 : entry.ids().received())));
  }

  /** Takes an answer of the epoch that is known, and says what the board should show. */
  Entry learn(Response answer, Release release, Moment moment) {
    if (answer.size() > 1) version = release.version();
    entry = answer.size() == 1 ? seenAgain(moment) : changed(answer, release, moment);
    return entry;
  }

  private Entry seenAgain(Moment moment) {
    return new Entry(
        entry.availability().seenAgain(moment.nowMs(), moment.askedNanos()), entry.ids(), true);
  }

  private Entry changed(Response answer, Release release, Moment moment) {
    var ids = entry == null ? new ClaimIds() : entry.ids();
    addTail(ids, answer.get(8).toBuffer());
    var bits = withoutShut(answer.get(7).toBytes(), release);
    // Redis counts seats at which the office is closed among the free ones.
    var free = release.shut().isEmpty() ? answer.get(1).toInteger() : Availability.freeIn(bits);
    var counts =
        new Counts(
            answer.get(5).toInteger() == 1,
            answer.get(6).toLong(),
            answer.get(2).toInteger(),
            answer.get(3).toInteger(),
            answer.get(4).toInteger(),
            answer.get(10).toInteger(),
            free);
    var availability =
        Availability.of(
            release.id(),
            moment.epoch(),
            answer.get(0).toLong(),
            moment.nowMs(),
            moment.askedNanos(),
            counts,
            bits,
            release.terms().capacity());
    return new Entry(availability, ids, ids.received() == answer.get(9).toLong());
  }

  /** No seat is free in a slot at which the office is closed, whoever holds none of it. */
  private static byte[] withoutShut(byte[] bits, Release release) {
    var width = (release.terms().capacity() + 7) / 8;
    for (var ordinal : release.shut()) {
      Arrays.fill(bits, ordinal * width, (ordinal + 1) * width, (byte) 0xff);
    }
    return bits;
  }

  private static void addTail(ClaimIds ids, Buffer tail) {
    for (int at = 0; at + ID_BYTES <= tail.length(); at += ID_BYTES) {
      ids.add(tail.getLong(at), tail.getLong(at + 8));
    }
  }
}
