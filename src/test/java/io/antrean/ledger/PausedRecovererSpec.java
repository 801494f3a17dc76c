package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.OWNER;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.ledger.World.Guard;
import io.antrean.ledger.World.Writes;
import io.antrean.redis.PartitionKeys;
import io.antrean.support.Stores;
import io.vertx.redis.client.Command;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each step that it may wake up at, against the real stores. */
@DisplayName("A recoverer that wakes up when another one has begun")
class PausedRecovererSpec {

  private static final int PARTITION = 3;

  private final RedisWorld redis = new RedisWorld(Stores.redisUri());
  private final LedgerInPostgres postgres = new LedgerInPostgres(Stores.freshDatabase(), PARTITION);

  @AfterEach
  void close() {
    redis.close();
    postgres.close();
  }

  private String build(Guard guard, Writes writes) {
    return redis.onLoop(() -> redis.world().build(guard, null, writes));
  }

  @Test
  void can_neither_write_nor_open_nor_begin_again_in_redis() {
    redis.open(PARTITION, List.of());
    var epoch = redis.epoch() + 1;
    var world = redis.world();
    var paused = new Guard(epoch, "RECOVERING", redis.onLoop(() -> world.fence(epoch)).runId());
    var key = PartitionKeys.prefix(PARTITION, epoch) + "c";
    then(build(paused, new Writes().add("HSET", key, "before", "1"))).isEqualTo("DONE");
    var other = redis.onLoop(() -> world.fence(epoch + 1)).runId();

    then(build(paused, new Writes().add("HSET", key, "after", "1"))).isEqualTo("OTHER");
    then(redis.command(Command.HGET, key, "after")).isNull();
    var open = new Writes().add("HSET", world.epochKey(), "state", "OPEN");
    then(build(paused, open)).isEqualTo("OTHER");
    then(redis.onLoop(() -> world.fence(epoch)).runId()).isNull();

    // Nor does the one that has begun open another Redis than the one it has built.
    then(build(new Guard(epoch + 1, "RECOVERING", "another run"), open)).isEqualTo("OTHER");
    then(build(new Guard(epoch + 1, "RECOVERING", other), open)).isEqualTo("DONE");
  }

  @Test
  void can_neither_begin_nor_drain_nor_open_in_postgresql() {
    var old = postgres.row();
    var begun = postgres.newEpoch();
    then(begun.epoch()).isEqualTo(old.epoch() + 1);
    then(begun.open()).isFalse();
    var before = postgres.everything();
    thenThrownBy(() -> postgres.recoveryBegins(old, old.epoch() + 1)).isInstanceOf(FencedOff.class);
    thenThrownBy(() -> postgres.recoveryEnds(old.fence(OWNER))).isInstanceOf(FencedOff.class);
    thenThrownBy(() -> postgres.drained(old.fence(OWNER))).isInstanceOf(FencedOff.class);
    then(postgres.everything()).isEqualTo(before);
    postgres.recoveryEnds(begun.fence(OWNER));
    then(postgres.row().open()).isTrue();
  }
}
