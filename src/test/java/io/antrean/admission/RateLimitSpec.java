package io.antrean.admission;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.RateConfig.Rate;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rate limit")
class RateLimitSpec {

  /** Nanoseconds that go on when a spec says so. */
  private static final class StoppedClock implements TimeMeter {

    private volatile long nanos = Duration.ofDays(1).toNanos();

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }

    void goOn(Duration time) {
      nanos += time.toNanos();
    }
  }

  private final StoppedClock clock = new StoppedClock();

  private RateLimit<String> limit(int perMinute, int burst) {
    return new RateLimit<>("account", new Rate(perMinute, burst), 1000, clock);
  }

  @Test
  void gives_its_burst_at_once_and_then_one_by_one() {
    var limit = limit(30, 3);
    then(limit.take("ani")).isEqualTo(2);
    then(limit.take("ani")).isEqualTo(1);
    then(limit.take("ani")).isEqualTo(0);
    then(limit.take("ani")).isEqualTo(-Duration.ofSeconds(2).toNanos());
    clock.goOn(Duration.ofMillis(1500));
    then(limit.take("ani")).isEqualTo(-Duration.ofMillis(500).toNanos());
    clock.goOn(Duration.ofMillis(500));
    then(limit.take("ani")).isEqualTo(0);
    then(limit.take("ani")).isNegative();
    clock.goOn(Duration.ofHours(1));
    then(limit.take("ani")).as("no more than its burst").isEqualTo(2);
  }

  @Test
  void knows_one_from_another() {
    var limit = limit(1, 1);
    then(limit.take("ani")).isZero();
    then(limit.take("ani")).isNegative();
    then(limit.take("budi")).isZero();
  }

  @Test
  void takes_back_what_did_not_count_and_never_more_than_it_gave() {
    var limit = limit(1, 2);
    limit.take("ani");
    limit.giveBack("ani");
    limit.giveBack("ani");
    limit.giveBack("nobody");
    then(limit.take("ani")).isEqualTo(1);
  }

  @Test
  void remembers_a_bounded_number_of_keys_and_denies_nothing_to_who_was_forgotten() {
    var limit = limit(1, 1);
    for (int i = 0; i < 200_000; i++) then(limit.take("key " + i)).isZero();
    then(limit.keys()).isLessThanOrEqualTo(1000);
    // Whoever was forgotten has a full bucket again; whoever was not must wait: none is denied
    // more.
    then(limit.take("a new one")).isZero();
  }

  @Test
  void still_knows_who_asks_all_the_time_when_others_flood_it() {
    var limit = limit(1, 1);
    limit.take("impatient");
    var served = 0;
    for (int i = 0; i < 100_000; i++) {
      limit.take("key " + i);
      if (i % 10 == 0 && limit.take("impatient") >= 0) served++;
    }
    then(served).as("of 10,000 requests").isLessThan(100);
  }

  @Test
  void forgets_who_has_not_asked_for_as_long_as_a_bucket_takes_to_fill() {
    var limit = limit(60, 10);
    for (int i = 0; i < 100; i++) limit.take("key " + i);
    clock.goOn(Duration.ofSeconds(9));
    then(limit.keys()).isEqualTo(100);
    clock.goOn(Duration.ofSeconds(2));
    then(limit.keys()).isZero();
  }

  @Test
  void gives_500_of_one_burst_of_500_to_eight_threads_at_once() throws InterruptedException {
    var limit = limit(1, 500);
    var served = new AtomicInteger();
    var done = new CountDownLatch(8);
    for (int thread = 0; thread < 8; thread++) {
      new Thread(
              () -> {
                for (int i = 0; i < 1000; i++) if (limit.take("all") >= 0) served.incrementAndGet();
                done.countDown();
              })
          .start();
    }
    done.await();
    then(served).hasValue(500);
  }
}
