package io.antrean.redis;

import static org.assertj.core.api.BDDAssertions.then;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Redis's time as a node estimates it")
class RedisClockSpec {

  private long nodeMs = 1_000_000;
  private final RedisClock clock = new RedisClock(() -> nodeMs);

  @Test
  void takes_the_middle_of_the_round_trip() {
    var sentMs = nodeMs;
    nodeMs += 20;
    clock.measured(5_000_000, sentMs);
    then(clock.getAsLong()).isEqualTo(5_000_010);
  }

  @Test
  void knows_how_late_it_has_been_when_it_was_moved_back() {
    clock.measured(2_000_000, nodeMs);
    nodeMs += 900;
    clock.measured(1_995_000, nodeMs);
    then(clock.getAsLong()).isEqualTo(1_995_000);
    then(clock.latest()).isEqualTo(2_000_900);
    nodeMs += 1_000;
    clock.measured(1_996_000, nodeMs);
    then(clock.latest()).isEqualTo(2_000_900);
    nodeMs += 5_000;
    then(clock.latest()).isEqualTo(clock.getAsLong()).isEqualTo(2_001_000);
  }
}
