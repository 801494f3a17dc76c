package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.antrean.config.ClaimConfig;
import io.antrean.config.WaitlistConfig;
import io.antrean.ledger.DueSeats.Match;
import io.antrean.ledger.WaitlistRows.Ended;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the owner of a partition asks Redis about its waiting lists; the rules are in {@code
 * redis/line.lua}, {@code redis/offer.lua} and {@code redis/end_offer.lua}. What they refuse is
 * looked at again in the next turn.
 */
final class OfferScripts {

  /** Seats that are looked at, or left to all, in one call: a call must not stall Redis. */
  private static final int SEATS_A_CALL = 1000;

  private final RedisLink redis;
  private final int partition;
  private final ClaimConfig limits;
  private final WaitlistConfig rules;
  private final Script line = Script.load("line");
  private final Script offer = Script.load("offer");
  private final Script end = Script.load("end_offer");

  OfferScripts(RedisLink redis, int partition, ClaimConfig limits, WaitlistConfig rules) {
    this.redis = redis;
    this.partition = partition;
    this.limits = limits;
    this.rules = rules;
  }

  /** The releases for which somebody waits as far as Redis knows, each with its number. */
  Future<Map<UUID, String>> waitedFor(int epoch) {
    return redis
        .send(Request.cmd(Command.HGETALL).arg(PartitionKeys.waitedFor(partition, epoch)))
        .map(
            found -> {
              var all = new HashMap<UUID, String>();
              for (var release : found.getKeys()) {
                all.put(UUID.fromString(release), found.get(release).toString());
              }
              return all;
            });
  }

  /** Somebody waits for it. */
  Future<Void> isWaitedFor(int epoch, UUID release) {
    var soonMs = text(Settler.COMES_BACK_AFTER.toMillis());
    var args = List.of(text(epoch), text(release), text(""), soonMs);
    return redis.eval(line, epochKey(), args).mapEmpty();
  }

  /** Nobody does, unless somebody has joined since its number was read. */
  Future<Void> leaveToAll(int epoch, UUID release, String number) {
    var args =
        List.of(
            text(epoch),
            text(release),
            text(number),
            text(Settler.COMES_BACK_AFTER.toMillis()),
            text(SEATS_A_CALL));
    return redis.eval(line, epochKey(), args).mapEmpty();
  }

  /** Seats of the release, {@code slot:seat}, that are to be offered now; the longest due first. */
  Future<List<String>> due(int epoch, UUID release, long nowMs) {
    var due =
        Request.cmd(Command.ZRANGE)
            .arg(PartitionKeys.release(partition, epoch, release) + ":line")
            .arg("-inf")
            .arg(nowMs)
            .arg("BYSCORE")
            .arg("LIMIT")
            .arg(0)
            .arg(SEATS_A_CALL);
    return redis
        .send(due)
        .map(
            found -> {
              var names = new ArrayList<String>(found.size());
              for (var name : found) names.add(name.toString());
              return names;
            });
  }

  /**
   * The script's verdict on each of the matches, none in another world. What is left to all is so
   * only while the release's number is the one that was read; null, when none was, leaves nothing.
   */
  Future<List<String>> offer(
      int epoch, UUID release, String number, List<Match> matches, List<Buffer> leftToAll) {
    var args = bounds(epoch);
    args.add(text(release));
    args.add(Bytes.of(release));
    args.add(text(rules.offerLife().toMillis()));
    args.add(text(Settler.COMES_BACK_AFTER.toMillis()));
    args.add(text(number == null ? "" : number));
    args.add(text(matches.size()));
    for (var match : matches) args.add(match.toBuffer());
    args.addAll(leftToAll);
    return redis
        .eval(offer, epochKey(), args)
        .map(
            reply -> {
              var verdicts = new ArrayList<String>(matches.size());
              for (int i = 2; i < reply.size(); i++) verdicts.add(reply.get(i).toString());
              return verdicts;
            });
  }

  Future<Void> end(int epoch, List<Ended> over) {
    var args = bounds(epoch);
    for (var one : over) {
      args.add(Bytes.of(one.entry()).appendByte((byte) one.ending().letter));
    }
    return redis.eval(end, epochKey(), args).mapEmpty();
  }

  private List<Buffer> bounds(int epoch) {
    var args = new ArrayList<Buffer>();
    args.add(text(epoch));
    args.add(text(limits.backlogMax()));
    args.add(text(limits.backlogAgeMax().toMillis()));
    return args;
  }

  private String epochKey() {
    return PartitionKeys.epoch(partition);
  }

  private static Buffer text(Object value) {
    return Buffer.buffer(value.toString());
  }
}
