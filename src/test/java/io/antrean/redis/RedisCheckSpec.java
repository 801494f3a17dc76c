package io.antrean.redis;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.ledger.RedisWorld;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A Redis that takes no writes at the moment")
class RedisCheckSpec {

  private final UUID installation = UUID.randomUUID();

  private List<String> problems(RedisWorld world) {
    return world.onLoop(() -> RedisCheck.problems(world.link(), installation));
  }

  @Test
  void is_named_when_it_is_new_and_used_when_it_is_ours() {
    try (var redis = Stores.ownRedis();
        var world = new RedisWorld(redis.uri())) {
      RedisShell.run(redis.uri(), "CONFIG", "SET", "maxmemory", "1");
      thenThrownBy(() -> problems(world)).hasMessageContaining("ANTREAN_REDIS_URI");
      RedisShell.run(redis.uri(), "CONFIG", "SET", "maxmemory", "0");
      then(problems(world)).isEmpty();
      RedisShell.run(redis.uri(), "CONFIG", "SET", "maxmemory", "1");
      then(problems(world)).isEmpty();
    }
  }
}
