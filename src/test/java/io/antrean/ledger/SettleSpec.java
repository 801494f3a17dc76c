package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Bytes;
import io.antrean.claim.Verdict;
import io.antrean.redis.PartitionKeys;
import io.antrean.support.Stores;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A verdict that is told again")
class SettleSpec {

  private final RedisWorld world = new RedisWorld(Stores.redisUri());

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kept", "cancelled"})
  void leaves_a_later_line_under_way(String outcome) {
    world.open(0, List.of());
    var claim = UUID.randomUUID();
    var verdict = outcome.equals("kept") ? Verdict.kept(claim, 1) : Verdict.cancelled(claim, 1, 1);
    var asked = PartitionKeys.prefix(world.partition(), world.epoch()) + "x";
    // An empty ledger's position is its start.
    for (var line : List.of("X9999999999999-7", "X" + EntryId.START)) {
      world.command(Command.HSET, asked, Bytes.of(claim), line);
      world.settle(List.of(verdict));
      var left = world.command(Command.HGET, asked, Bytes.of(claim));
      then(left).isEqualTo(line.endsWith("-7") ? line : null);
    }
  }
}
