package io.antrean.redis;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.devmode.RedisProcess;
import io.antrean.ledger.RedisWorld;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of Redis")
class RedisMemorySpec {

  private static final double MEGABYTE = 1 << 20;

  private final RedisProcess redis = Stores.ownRedis();
  private final RedisWorld world = new RedisWorld(redis.uri());
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final RedisMemory memory = new RedisMemory(world.link(), registry);

  @AfterEach
  void end() {
    world.close();
    redis.close();
  }

  private double told(String kind) {
    return registry.get("antrean.redis.memory." + kind).gauge().value();
  }

  private void measure() {
    world.onLoop(memory::measure);
  }

  @Test
  void is_told_with_the_bound_that_it_has() {
    RedisShell.run(redis.uri(), "CONFIG", "SET", "maxmemory", "100mb");
    measure();
    then(told("max")).isEqualTo(100 * MEGABYTE);
    var before = told("used");
    then(before).isBetween(MEGABYTE / 2, 50 * MEGABYTE);
    RedisShell.run(redis.uri(), "SETBIT", "large", "80000000", "1");
    measure();
    then(told("used")).isGreaterThan(before + 9 * MEGABYTE);
  }

  @Test
  void has_no_bound_when_none_is_set() {
    RedisShell.run(redis.uri(), "CONFIG", "SET", "maxmemory", "0");
    measure();
    then(told("max")).isZero();
    then(told("used")).isPositive();
  }

  @Test
  void is_no_number_before_redis_has_said_it_nor_while_it_is_away() {
    then(told("used")).isNaN();
    then(told("max")).isNaN();
    measure();
    then(told("used")).isPositive();
    redis.kill();
    thenThrownBy(this::measure).isNotNull();
    then(told("used")).isNaN();
    then(told("max")).isNaN();
  }
}
