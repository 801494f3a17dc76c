package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.redis.PartitionKeys;
import io.antrean.support.Eventually;
import io.antrean.support.Stores;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A sweep")
class SweepSpec {

  private static final int PARTITION = 4711;
  private static final UUID OWN = UUID.randomUUID();
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final List<Integer> EPOCHS = List.of(1, 2, 3, 10, 20);

  private final RedisWorld redis = new RedisWorld(Stores.redisUri());

  private Sweep sweep(Duration pause) {
    return redis.onLoop(
        () ->
            Future.succeededFuture(new Sweep(redis.vertx(), redis.link(), PARTITION, pause, OWN)));
  }

  @BeforeEach
  void keysOfSomeEpochs() {
    for (var epoch : EPOCHS) {
      redis.command(Command.SET, PartitionKeys.claims(PARTITION, epoch), "1");
      redis.command(Command.SET, PartitionKeys.claims(PARTITION + 1, epoch), "1");
    }
    redis.command(Command.SET, PartitionKeys.epoch(PARTITION), "1");
  }

  @AfterEach
  void close() {
    for (var epoch : EPOCHS) {
      redis.command(Command.DEL, PartitionKeys.claims(PARTITION, epoch));
      redis.command(Command.DEL, PartitionKeys.claims(PARTITION + 1, epoch));
    }
    redis.command(Command.DEL, PartitionKeys.epoch(PARTITION));
    redis.close();
  }

  private boolean exists(String key) {
    return redis.command(Command.EXISTS, key).equals("1");
  }

  private Set<Integer> left() {
    var left = new TreeSet<Integer>();
    for (var epoch : EPOCHS) {
      if (exists(PartitionKeys.claims(PARTITION, epoch))) left.add(epoch);
    }
    return left;
  }

  private void begin(Sweep sweep, int epoch) {
    redis.onLoop(
        () -> {
          sweep.begin(epoch);
          return Future.succeededFuture();
        });
  }

  private void end(Sweep sweep) {
    redis.onLoop(
        () -> {
          sweep.close();
          return Future.succeededFuture();
        });
  }

  @Test
  void forgets_what_is_older_than_its_epoch_and_nothing_that_is_newer() {
    begin(sweep(Duration.ofMillis(1)), 10);
    var expected = Set.of(10, 20);
    then(Eventually.find(SOON, this::left, expected::equals)).isEqualTo(expected);
    // Whatever else it looks at, all of it is gone by then.
    Eventually.pause(200);
    then(left()).isEqualTo(expected);
    then(exists(PartitionKeys.epoch(PARTITION))).isTrue();
    for (var epoch : EPOCHS) then(exists(PartitionKeys.claims(PARTITION + 1, epoch))).isTrue();
  }

  @Test
  void forgets_what_others_staged_and_left_and_not_what_is_under_way() {
    var stages = new ArrayList<String>();
    for (var loader : List.of(OWN, UUID.randomUUID())) {
      for (var epoch : List.of(10, 20)) {
        stages.add(PartitionKeys.stage(PARTITION, epoch, loader, UUID.randomUUID()));
      }
    }
    for (var stage : stages) {
      redis.command(Command.SET, stage, "1");
      redis.command(Command.SET, stage + ":bits", "1");
    }
    begin(sweep(Duration.ofMillis(1)), 10);
    var left = stages.get(2);
    then(Eventually.find(SOON, () -> exists(left) || exists(left + ":bits"), there -> !there))
        .isFalse();
    stages.remove(left);
    for (var stage : stages) {
      then(exists(stage) && exists(stage + ":bits")).isTrue();
      redis.command(Command.DEL, stage);
      redis.command(Command.DEL, stage + ":bits");
    }
  }

  /** So many that it takes some forty steps. */
  private void among(String command) {
    var script = "for i = 1, 20000 do redis.call('%s', KEYS[1] .. i, 1) end".formatted(command);
    redis.command(Command.EVAL, script, 1, "sweeping:");
  }

  @Test
  void takes_its_time_and_ends_with_its_desk_and_the_next_one_does_the_rest() {
    among("SET");
    var slow = sweep(Duration.ofMillis(400));
    begin(slow, 10);
    Eventually.pause(600);
    then(left()).hasSizeGreaterThan(2);
    end(slow);
    var fast = sweep(Duration.ofMillis(5));
    begin(fast, 10);
    end(fast);
    Eventually.pause(1500);
    then(left()).hasSizeGreaterThan(2);
    begin(sweep(Duration.ofMillis(1)), 10);
    then(Eventually.find(SOON, this::left, Set.of(10, 20)::equals)).containsExactly(10, 20);
    among("UNLINK");
  }
}
