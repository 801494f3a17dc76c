package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release;
import io.antrean.claim.Releases;
import io.antrean.ledger.World.Guard;
import io.antrean.redis.PartitionKeys;
import io.antrean.support.Day;
import io.antrean.support.Stores;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What has changed of a release")
class ChangeSpec {

  private static final Instant OPENS = Instant.parse("2029-12-28T07:00:00Z");

  private final RedisWorld world = new RedisWorld(Stores.redisUri());
  private final Release release =
      Releases.of("passport-new", 0, Day.next().date(), 1, 2, 5, OPENS, false);

  @AfterEach
  void close() {
    world.close();
  }

  private Release as(int version, boolean closed, Integer... shut) {
    return new Release(
        release.id(),
        release.office(),
        release.service(),
        release.terms(),
        release.slots(),
        closed ? OPENS : null,
        version,
        Set.of(shut));
  }

  private String tell(Release changed) {
    return world.onLoop(() -> world.world().change(world.guard(), changed));
  }

  private String key(String part) {
    return PartitionKeys.release(world.partition(), world.epoch(), release.id()) + part;
  }

  private String field(String name) {
    return world.command(Command.HGET, key(""), name);
  }

  private long start(int ordinal) {
    var range = world.onLoop(() -> world.link().send(request(ordinal)));
    return range.toBuffer().getLong(0);
  }

  private Request request(int ordinal) {
    return Request.cmd(Command.GETRANGE).arg(key(":starts")).arg(ordinal * 8).arg(ordinal * 8 + 7);
  }

  @Test
  void is_told_in_the_order_of_its_versions() {
    world.open(0, List.of(release));
    then(tell(as(2, true))).isEqualTo("DONE");
    then(field("closed")).isEqualTo("1");
    // A node that has read of it late.
    then(tell(as(1, false))).isEqualTo("OLD");
    then(tell(as(2, false))).isEqualTo("OLD");
    then(field("closed")).isEqualTo("1");
    then(tell(as(3, false))).isEqualTo("DONE");
    then(field("closed")).isEqualTo("0");
  }

  @Test
  void is_told_in_its_own_world_only_and_of_what_is_loaded() {
    world.open(0, List.of());
    then(tell(as(1, true))).isEqualTo("ABSENT");
    var guard = world.guard();
    for (var other :
        List.of(
            new Guard(guard.epoch(), "RECOVERING", guard.runId()),
            new Guard(guard.epoch(), "OPEN", "another"))) {
      then(world.<String>onLoop(() -> world.world().change(other, as(1, true)))).isEqualTo("OTHER");
    }
    then(field("closed")).isNull();
  }

  @Test
  void shuts_slots_for_good_as_a_release_that_is_loaded_with_them() {
    world.open(0, List.of(release));
    var startsAt = release.slots().get(1).startsAt();
    then(start(1)).isEqualTo(startsAt.toEpochMilli());
    then(tell(as(1, false, 1))).isEqualTo("DONE");
    then(start(1)).isEqualTo(startsAt.getEpochSecond());
    then(tell(as(2, true, 1))).isEqualTo("DONE");
    then(start(1)).isEqualTo(startsAt.getEpochSecond());
    then(start(0)).isEqualTo(release.slots().get(0).startsAt().toEpochMilli());
    var slot = world.onLoop(() -> world.link().send(slotOf(1))).toBuffer();
    world.open(0, List.of(as(2, false, 1)));
    then(start(1)).isEqualTo(startsAt.getEpochSecond());
    then(world.onLoop(() -> world.link().send(slotOf(1))).toBuffer()).isEqualTo(slot);
  }

  private Request slotOf(int ordinal) {
    return Request.cmd(Command.HGET).arg(key(":slots")).arg(release.slots().get(ordinal).text());
  }
}
