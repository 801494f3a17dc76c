package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release;
import io.antrean.claim.Releases;
import io.antrean.ledger.World.Guard;
import io.antrean.redis.PartitionKeys;
import io.antrean.support.Day;
import io.antrean.support.Stores;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two owners of one epoch: the one that slept wakes up at each step of the other. */
@DisplayName("A release that two owners load")
class TwoLoadersSpec {

  private static final int PARTITION = 4713;

  /** Slots enough for some calls, two of which are under way at a time. */
  private static final int DAYS = 40;

  private static final int SLOTS_A_DAY = 60;

  /** Longer than a load takes, in round trips. */
  private static final int ROUND_TRIPS = 4;

  private final RedisWorld redis = new RedisWorld(Stores.redisUri());
  private Guard guard;

  @AfterEach
  void close() {
    redis.close();
  }

  private Release release() {
    return Releases.of(
        "passport-new", PARTITION, Day.next().date(), DAYS, SLOTS_A_DAY, 1, Instant.EPOCH, false);
  }

  private ReleaseLoader loader() {
    redis.open(PARTITION, List.of());
    var run = redis.command(Command.HGET, PartitionKeys.epoch(PARTITION), "run");
    guard = new Guard(redis.epoch(), "OPEN", run);
    return new ReleaseLoader(redis.world(), PARTITION, System::currentTimeMillis);
  }

  private Future<Void> after(int roundTrips) {
    if (roundTrips == 0) return Future.succeededFuture();
    return redis.link().send(Request.cmd(Command.PING)).compose(done -> after(roundTrips - 1));
  }

  private int slots(Release release) {
    var key = PartitionKeys.release(PARTITION, guard.epoch(), release.id()) + ":slots";
    return Integer.parseInt(redis.command(Command.HLEN, key));
  }

  @Test
  void is_published_whole_by_one_of_them() {
    for (var at = 0; at <= ROUND_TRIPS; at++) {
      var start = at;
      var release = release();
      var one = loader();
      var other = new ReleaseLoader(redis.world(), PARTITION, System::currentTimeMillis);
      var said =
          redis.onLoop(
              () -> {
                var first = one.load(guard, release, ReleaseRows.NONE);
                var second =
                    after(start).compose(v -> other.load(guard, release, ReleaseRows.NONE));
                return Future.join(first, second)
                    .map(done -> List.of(first.result(), second.result()));
              });
      then(said).containsExactlyInAnyOrder("DONE", "PRESENT");
      then(slots(release)).isEqualTo(DAYS * SLOTS_A_DAY);
    }
  }

  @Test
  void is_not_published_in_part_when_it_was_swept_meanwhile() {
    var gone = 0;
    for (var at = 0; at <= ROUND_TRIPS; at++) {
      var start = at;
      var release = release();
      var one = loader();
      var unlink = Request.cmd(Command.UNLINK);
      var stage = PartitionKeys.stage(PARTITION, guard.epoch(), one.own(), release.id());
      for (var part : Retirement.PARTS) unlink.arg(stage + part);
      var published =
          redis.onLoop(
              () -> {
                var load = one.load(guard, release, ReleaseRows.NONE);
                after(start).compose(v -> redis.link().send(unlink));
                return load.map("DONE"::equals).otherwise(false);
              });
      then(slots(release)).isEqualTo(published ? DAYS * SLOTS_A_DAY : 0);
      if (!published) gone++;
    }
    then(gone).isBetween(1, ROUND_TRIPS);
  }
}
