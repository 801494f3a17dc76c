package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.antrean.ledger.SeatsInRedis.Counters;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;

/**
 * Reads a release's seats from Redis in pages, one after the other, so that no claim waits for more
 * than one of them. Claims go on meanwhile: {@link SeatsInRedis#isStill} says whether any did.
 */
final class RedisSeatsReader {

  private static final int CLAIMS_A_CALL = 500;
  private static final int BYTES_A_CALL = 65_536;
  private static final int COOLING_A_CALL = 500;
  private static final int MOVES_A_CALL = 500;
  private static final int OFFERS_A_CALL = 500;
  private static final int ID = 16;

  /** What stands before the record of an offer; see {@code redis/world.lua}. */
  private static final int OFFER_HEAD = 21;

  private static final List<String> COUNTERS =
      List.of("free", "held", "confirmed", "cooling", "offered", "withheld", "counter");

  private final RedisLink redis;

  RedisSeatsReader(RedisLink redis) {
    this.redis = redis;
  }

  /** The seats at the row's position, which has been settled. */
  Future<SeatsInRedis> of(Release release, PartitionRow row) {
    var key = PartitionKeys.release(row.id(), row.epoch(), release.id());
    var records = PartitionKeys.claims(row.id(), row.epoch());
    var seats = new SeatsInRedis(release, row.position());
    return counters(key)
        .compose(
            first ->
                claims(seats, key, records, 0)
                    .compose(done -> bits(seats, key, 0))
                    .compose(done -> cooling(seats, key + ":cool", 0))
                    .compose(done -> cooling(seats, key + ":line", 0))
                    .compose(done -> moves(seats, release, row, "0"))
                    .compose(done -> offers(seats, row, "0"))
                    .compose(done -> counters(key))
                    .map(
                        last -> {
                          seats.end(last, last.equals(first));
                          return seats;
                        }));
  }

  private Future<Counters> counters(String key) {
    var fields = Request.cmd(Command.HMGET).arg(key);
    for (var name : COUNTERS) fields.arg(name);
    return redis
        .send(fields)
        .map(
            f ->
                new Counters(
                    new SeatCounts(
                        count(f, 0),
                        count(f, 1),
                        count(f, 2),
                        count(f, 3),
                        count(f, 4),
                        count(f, 5)),
                    f.get(6) == null ? null : f.get(6).toString()));
  }

  private static int count(Response fields, int at) {
    return fields.get(at) == null ? 0 : fields.get(at).toInteger();
  }

  private Future<Void> claims(SeatsInRedis seats, String key, String records, int from) {
    return redis
        .send(range(key + ":ids", from, CLAIMS_A_CALL * ID))
        .compose(
            found -> {
              var ids = found.toBuffer();
              var count = ids.length() / ID;
              if (count == 0) return Future.succeededFuture();
              var look = Request.cmd(Command.HMGET).arg(records);
              for (int i = 0; i < count; i++) look.arg(ids.slice(i * ID, (i + 1) * ID));
              return redis
                  .send(look)
                  .compose(
                      values -> {
                        for (int i = 0; i < count; i++) add(seats, ids, i, values.get(i));
                        return claims(seats, key, records, from + count * ID);
                      });
            });
  }

  private static void add(SeatsInRedis seats, Buffer ids, int place, Response record) {
    if (record == null) return;
    seats.add(Bytes.uuid(ids, place * ID), ClaimRecord.read(record.toBuffer(), 0));
  }

  private Future<Void> bits(SeatsInRedis seats, String key, int from) {
    return redis
        .send(range(key + ":bits", from, BYTES_A_CALL))
        .compose(
            found -> {
              var bytes = found.toBuffer();
              if (bytes.length() == 0) return Future.succeededFuture();
              seats.addBits(bytes, from);
              return bits(seats, key, from + bytes.length());
            });
  }

  private static Request range(String key, int from, int length) {
    return Request.cmd(Command.GETRANGE).arg(key).arg(from).arg(from + length - 1);
  }

  /** Seats that bookings ask to move to: taken, and no record says so yet. */
  private Future<Void> moves(SeatsInRedis seats, Release release, PartitionRow row, String cursor) {
    var scan =
        Request.cmd(Command.HSCAN)
            .arg(PartitionKeys.moves(row.id(), row.epoch()))
            .arg(cursor)
            .arg("COUNT")
            .arg(MOVES_A_CALL);
    return redis
        .send(scan)
        .compose(
            reply -> {
              var pairs = reply.get(1);
              for (int i = 0; i + 1 < pairs.size(); i += 2) {
                var asked = pairs.get(i + 1).toBuffer();
                if (!Bytes.uuid(asked, 12).equals(release.id())) continue;
                var there = Change.seats(asked, 31, asked.getUnsignedByte(30));
                var claim = Bytes.uuid(pairs.get(i).toBuffer(), 0);
                seats.addMove(claim, asked.getLong(0), asked.getUnsignedShort(28), there);
              }
              var next = reply.get(0).toString();
              return next.equals("0") ? Future.succeededFuture() : moves(seats, release, row, next);
            });
  }

  /** Seats on offer: taken, and no claim has them yet. */
  private Future<Void> offers(SeatsInRedis seats, PartitionRow row, String cursor) {
    var scan =
        Request.cmd(Command.HSCAN)
            .arg(PartitionKeys.offers(row.id(), row.epoch()))
            .arg(cursor)
            .arg("COUNT")
            .arg(OFFERS_A_CALL);
    return redis
        .send(scan)
        .compose(
            reply -> {
              var pairs = reply.get(1);
              for (int i = 0; i + 1 < pairs.size(); i += 2) {
                var offer = pairs.get(i + 1).toBuffer();
                var entry = Bytes.uuid(pairs.get(i).toBuffer(), 0);
                seats.addOffer(entry, offer.getByte(0) == 'O', ClaimRecord.read(offer, OFFER_HEAD));
              }
              var next = reply.get(0).toString();
              return next.equals("0") ? Future.succeededFuture() : offers(seats, row, next);
            });
  }

  private Future<Void> cooling(SeatsInRedis seats, String key, int from) {
    var page = Request.cmd(Command.ZRANGE).arg(key).arg(from).arg(from + COOLING_A_CALL - 1);
    return redis
        .send(page)
        .compose(
            found -> {
              if (found.size() == 0) return Future.succeededFuture();
              for (var one : found) {
                var name = one.toString();
                var colon = name.indexOf(':');
                seats.addCooling(
                    Integer.parseInt(name.substring(0, colon)),
                    Integer.parseInt(name.substring(colon + 1)));
              }
              return cooling(seats, key, from + found.size());
            });
  }
}
