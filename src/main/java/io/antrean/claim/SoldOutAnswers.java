package io.antrean.claim;

import io.antrean.catalogue.Release;
import io.antrean.http.Instants;
import io.antrean.http.Problem;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * What is said of a release without a free seat, with what else there is. In a rush most people
 * hear it, so the same words are said again for a moment. One an event loop.
 */
final class SoldOutAnswers {

  /** No longer than availability takes to be read again: nobody misses a seat for it. */
  static final long KEPT_MS = 100;

  private static final int RELEASES_MAX = 1000;

  private record Kept(Problem problem, long sinceMs) {}

  private final Alternatives alternatives;
  private final LongSupplier redisNowMs;
  private final Map<UUID, Kept> kept = new HashMap<>();

  SoldOutAnswers(Alternatives alternatives, LongSupplier redisNowMs) {
    this.alternatives = alternatives;
    this.redisNowMs = redisNowMs;
  }

  Problem of(Release release) {
    var now = redisNowMs.getAsLong();
    var last = kept.get(release.id());
    if (last != null && now - last.sinceMs < KEPT_MS && now >= last.sinceMs) return last.problem;
    if (kept.size() >= RELEASES_MAX) kept.clear();
    var problem =
        Problem.of(409, "sold-out")
            .with("asOf", Instants.text(alternatives.asOfMs(release, now)))
            .with("nextRelease", alternatives.nextRelease(release, now))
            .with("elsewhere", alternatives.elsewhere(release, now))
            .kept();
    kept.put(release.id(), new Kept(problem, now));
    return problem;
  }
}
