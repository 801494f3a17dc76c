package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release;
import io.antrean.ledger.RedisWorld;
import io.antrean.redis.Script;
import io.antrean.support.Stores;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Claims that wait for Redis while the last seat goes")
class SoldOutMeanwhileSpec {

  private static final int PARTITION = 78;

  private final RedisWorld world = new RedisWorld(Stores.redisUri());
  private final Release release =
      Releases.of(
          "passport-new", PARTITION, LocalDate.of(2030, 1, 7), 1, 1, 9, Instant.EPOCH, false);

  @AfterEach
  void close() {
    world.close();
  }

  private Claim claim() {
    return new Claim(
        UUID.randomUUID(),
        UUID.randomUUID(),
        release,
        List.of(release.slots().get(0).text()),
        false,
        List.of(UUID.randomUUID()),
        UUID.randomUUID());
  }

  /** Redis has a seat for each of them here, so whoever is refused did not ask it. */
  @Test
  void are_refused_by_memory_but_those_that_it_knows() {
    world.open(PARTITION, List.of(release));
    var claims = Stream.generate(this::claim).limit(5).toList();
    var known = claims.get(3).id();
    var runner = new ScriptRunner(world, Script.load("claims"), 100);
    var first = claims.get(0).id();
    var told = runner.decide(claims, (r, c) -> !c.equals(first) && !c.equals(known));
    then(told.get(0)).startsWith("GRANTED");
    then(told.get(3)).startsWith("GRANTED");
    then(List.of(told.get(1), told.get(2), told.get(4))).containsOnly("SOLD_OUT");
  }

  @Test
  void leave_the_way_free_when_all_of_them_are_refused() {
    world.open(PARTITION, List.of(release));
    var runner = new ScriptRunner(world, Script.load("claims"), 100);
    then(runner.decide(List.of(claim(), claim()), (r, c) -> true)).containsOnly("SOLD_OUT");
    then(runner.decide(List.of(claim()))).hasSize(1).allMatch(line -> line.startsWith("GRANTED"));
  }
}
