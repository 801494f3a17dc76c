package io.antrean.config;

import java.time.Duration;

/**
 * The rules of the waiting lists: how long an offer lasts, how many entries a release and an
 * account may have, how many join at once on a node, and how many offers are made or ended in one
 * turn of the ledger.
 */
public record WaitlistConfig(
    Duration offerLife, int releaseMax, int accountMax, int joinsAtOnce, int offersMax) {

  public WaitlistConfig {
    new Check()
        .ms("OFFER_LIFE_MS", offerLife, 1_000, 86_400_000)
        .between("WAITLIST_RELEASE_MAX", releaseMax, 1, 100_000)
        .between("WAITLIST_ACCOUNT_MAX", accountMax, 1, 1_000)
        .between("WAITLIST_JOINS_AT_ONCE", joinsAtOnce, 1, 64)
        .between("OFFERS_MAX", offersMax, 1, 500)
        .done();
  }
}
