package io.antrean.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.antrean.config.RateConfig.Rate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;

/**
 * One limit: a bucket of permits for each key, an account say. A bucket begins full, and fills
 * evenly. All event loops of a node share it: a bucket is taken from by compare-and-set, and no
 * loop waits for another. It remembers a bounded number of keys; who is forgotten has a full bucket
 * again, so forgetting never denies anybody anything.
 */
final class RateLimit<K> {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final String name;
  private final Rate rate;
  private final LocalBucketBuilder full;
  private final Cache<K, Bucket> buckets;

  /** A rate that is off limits nobody. At most {@code keysMax} keys are remembered. */
  RateLimit(String name, Rate rate, int keysMax, TimeMeter clock) {
    this.name = name;
    this.rate = rate;
    this.full = rate.isOn() ? bucket(rate, clock) : null;
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(keysMax)
            .expireAfterAccess(refill(rate))
            .ticker(clock::currentTimeNanos)
            .build();
  }

  private static LocalBucketBuilder bucket(Rate rate, TimeMeter clock) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.perMinute(), MINUTE))
        .withCustomTimePrecision(clock);
  }

  /** How long an empty bucket takes to be full: a key unseen for so long need not be known. */
  private static Duration refill(Rate rate) {
    return MINUTE.multipliedBy(rate.burst()).dividedBy(Math.max(1, rate.perMinute())).plusNanos(1);
  }

  boolean isOn() {
    return rate.isOn();
  }

  String name() {
    return name;
  }

  Rate rate() {
    return rate;
  }

  /**
   * Takes a permit. The answer is how many are left, or, when there was none, minus the nanoseconds
   * until there is one. A refused request takes nothing.
   */
  long take(K key) {
    var taken = buckets.get(key, unseen -> full.build()).tryConsumeAndReturnRemaining(1);
    return taken.isConsumed()
        ? taken.getRemainingTokens()
        : -Math.max(1, taken.getNanosToWaitForRefill());
  }

  /** Gives back a permit that was taken for what turned out not to count. */
  void giveBack(K key) {
    var bucket = buckets.getIfPresent(key);
    if (bucket != null) bucket.addTokens(1);
  }

  /** Keys that are remembered now, about. */
  long keys() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
