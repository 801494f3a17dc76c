package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Catalogues;
import io.antrean.catalogue.Release;
import io.antrean.claim.Releases;
import io.antrean.redis.PartitionKeys;
import io.antrean.support.Eventually;
import io.antrean.support.Stores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Audit by audit, with seats that are half changed as a claim under way would leave them. */
@DisplayName("A difference that an audit finds")
class StayingDifferenceSpec {

  private static final int PARTITION = 77;
  private static final Duration EVERY = Duration.ofMillis(1);

  private final RedisWorld world = new RedisWorld(Stores.redisUri());
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Release release =
      Releases.of(
          "passport-new", PARTITION, LocalDate.of(2030, 1, 7), 1, 2, 5, Instant.EPOCH, false);
  private Conservation conservation;

  @BeforeEach
  void aReleaseThatNobodyHasClaimed() {
    world.open(PARTITION, List.of(release));
    var pool = Stores.pool(vertx, Stores.freshDatabase());
    conservation =
        new Conservation(
            world.world(),
            new RedisSeatsReader(world.link()),
            new PostgresSeatsReader(
                pool.getConnection().await(),
                new SetAsideRepository(pool),
                new WaitlistRows(pool, PARTITION),
                5000,
                System::currentTimeMillis),
            Catalogues.of(List.of(release)),
            EVERY,
            new LedgerMetrics(registry),
            new ConservationRepository(pool));
  }

  @AfterEach
  void close() {
    world.close();
    vertx.close().await();
  }

  private String bits() {
    return PartitionKeys.release(PARTITION, world.epoch(), release.id()) + ":bits";
  }

  private void bit(int bit, int value) {
    world.command(Command.SETBIT, bits(), bit, value);
  }

  /** What the next audit says; then its rest is waited for. */
  private String audit() {
    return audit(world.epoch());
  }

  private String audit(int epoch) {
    var row = new PartitionRow(PARTITION, epoch, true, EntryId.START, 0, 0, "run", null);
    var started = System.nanoTime();
    var said = world.onLoop(() -> conservation.run(row, UUID.randomUUID(), true));
    Eventually.pause(50 + 5 * Duration.ofNanos(System.nanoTime() - started).toMillis());
    return said;
  }

  private double measured() {
    return registry.get("antrean.conservation.difference").gauge().value();
  }

  @Test
  void is_not_believed_when_the_next_audit_does_not_find_it() {
    then(audit()).isEqualTo("OPEN");
    bit(0, 1);
    then(audit()).isEqualTo("OPEN");
    bit(0, 0);
    bit(1, 1);
    bit(2, 1);
    then(audit()).as("other seats").isEqualTo("OPEN");
    bit(1, 0);
    bit(2, 0);
    then(audit()).isEqualTo("OPEN");
    bit(0, 1);
    then(audit()).as("the first one, audits later").isEqualTo("OPEN");
    then(measured()).isZero();
  }

  @Test
  void is_believed_when_the_next_audit_finds_it_too() {
    bit(0, 1);
    then(audit()).isEqualTo("OPEN");
    then(measured()).isZero();
    then(audit()).isEqualTo("CONSERVATION");
    then(measured()).isEqualTo(2.0);
    bit(0, 0);
    then(audit()).isEqualTo("OPEN");
    then(measured()).isZero();
    conservation.close();
    then(registry.find("antrean.conservation.difference").gauge()).isNull();
  }

  @Test
  void is_none_when_redis_was_emptied_meanwhile() {
    bit(0, 1);
    then(audit()).isEqualTo("OPEN");
    var epoch = world.epoch();
    world.command(Command.DEL, PartitionKeys.epoch(PARTITION));
    then(audit(epoch)).isEqualTo("ABSENT");
    then(measured()).isZero();
  }
}
