package io.antrean.catalogue;

import java.time.Instant;

/** Where a release is in its life, by Redis's clock. */
public enum ReleaseState {
  SCHEDULED,
  OPEN,
  CLOSED,
  RETIRED;

  /** The state of a release in memory, which is never a retired one. */
  public static ReleaseState of(Release release, long redisNowMs) {
    return of(release.opensAt(), release.lastSlotAt(), release.closedAt(), false, redisNowMs);
  }

  /** The first that applies: retired, closed by hand or by its last slot, not open yet, open. */
  static ReleaseState of(
      Instant opensAt, Instant lastSlotAt, Instant closedAt, boolean retired, long redisNowMs) {
    if (retired) return RETIRED;
    if (closedAt != null || lastSlotAt.toEpochMilli() <= redisNowMs) return CLOSED;
    return redisNowMs < opensAt.toEpochMilli() ? SCHEDULED : OPEN;
  }
}
