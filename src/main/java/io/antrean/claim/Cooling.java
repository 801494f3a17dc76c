package io.antrean.claim;

import io.antrean.config.BookingConfig;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * How long a seat that was given back is nobody's: a random time that nobody can foresee, so that
 * whoever cancels can not have it claimed for somebody else in the same moment. The seat is cooled
 * by {@code redis/settle.lua}.
 */
public final class Cooling {

  /** A seat that comes back is claimable after this, at least, wherever it was. */
  public static final Duration LEAST = Duration.ofSeconds(2);

  private final SecureRandom random = new SecureRandom();
  private final long minMs;
  private final long maxMs;

  public Cooling(BookingConfig config) {
    minMs = config.coolingMin().toMillis();
    maxMs = config.coolingMax().toMillis();
  }

  /** Every time within the bounds is as likely. */
  public long nextMs() {
    return random.nextLong(minMs, maxMs + 1);
  }
}
