package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.redis.PartitionKeys;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.RedisShell;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Commits that PostgreSQL has lost and Redis has no more")
class LostForGoodSpec {

  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_LEDGER_KEEP_SETTLED_MS", "0",
              "ANTREAN_CLAIM_WAIT_DEFAULT_MS", "1000"));

  private boolean isBehind(int partition) {
    var line = "antrean_partition_state{partition=\"" + partition + "\",state=\"behind\"} 1";
    return Eventually.find(
            SOON, () -> office.management(0, "/metrics"), text -> text.contains(line))
        .contains(line);
  }

  @Test
  void stop_the_ledger_until_somebody_has_decided() throws SQLException, IOException {
    var failover = new Failover(office);
    failover.booked();
    var before = failover.position();
    // The stream keeps the last ones a little longer than it must.
    var lost = Stream.generate(failover::booked).limit(5).toList();
    failover.backTo(before, lost);

    var late = failover.claim(UUID.randomUUID());
    then(late.status()).isEqualTo(202);
    then(isBehind(failover.partition())).isTrue();
    // What was told is kept as it was told: its seats are nobody else's.
    then(late.body().getJsonArray("seats").getInteger(0)).isEqualTo(7);
    then(failover.position()).isEqualTo(before);

    // A Redis that restarts meanwhile is no decision.
    office.redis().kill();
    office.redis().restart();
    then(failover.claim(UUID.randomUUID()).status()).isEqualTo(503);
    then(isBehind(failover.partition())).isTrue();
    then(failover.position()).isEqualTo(before);

    acceptLoss(failover);
    failover.booked();
    then(failover.seat(lost.get(0))).isNull();
  }

  @Test
  void stop_it_also_when_a_whole_epoch_is_among_them() throws SQLException, IOException {
    var failover = new Failover(office);
    failover.booked();
    var before = failover.position();
    office.redis().kill();
    office.redis().restart();
    var lost = failover.booked();
    failover.backTo(before, List.of(lost));

    then(isBehind(failover.partition())).isTrue();
    then(failover.position()).isEqualTo(before);

    acceptLoss(failover);
    failover.booked();
  }

  /** Somebody has decided that PostgreSQL is right, and what it has lost is lost. */
  private void acceptLoss(Failover failover) {
    var epoch = PartitionKeys.epoch(failover.partition());
    RedisShell.run(office.redis().uri(), "HSET", epoch, "accept_loss", "1");
  }
}
