package io.antrean.admission;

import io.antrean.config.RateConfig.Rate;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/**
 * What a client is told of one limit: {@code RateLimit-Policy} and {@code RateLimit}, structured
 * fields as in draft-ietf-httpapi-ratelimit-headers-09. The quota {@code q} is what may be asked at
 * once, and the window {@code w} the seconds in which all of it comes back, so that q/w is the
 * pace. {@code r} is what is left, and {@code t} the seconds until nothing is missing.
 *
 * <p>They are on every answer of a claim: the policy is one text, and so is each small {@code r}.
 */
final class RateLimitHeaders {

  private static final CharSequence POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
  private static final CharSequence LIMIT = HttpHeaders.createOptimized("RateLimit");

  /** Texts made in advance, at most: a quota beyond it is written anew each time. */
  private static final int READY_MAX = 1000;

  private static final int SECONDS_A_MINUTE = 60;

  private final String name;
  private final Rate rate;
  private final CharSequence policy;
  private final CharSequence[] ready;

  RateLimitHeaders(String name, Rate rate) {
    this.name = '"' + name + '"';
    this.rate = rate;
    this.policy =
        HttpHeaders.createOptimized(
            this.name + ";q=" + rate.burst() + ";w=" + Math.max(1, seconds(rate.burst())));
    this.ready = new CharSequence[rate.isOn() ? Math.min(rate.burst(), READY_MAX) + 1 : 0];
    for (int left = 0; left < ready.length; left++) {
      ready[left] = HttpHeaders.createOptimized(text(left));
    }
  }

  /** Says that {@code left} requests are left. */
  void put(MultiMap answer, long left) {
    answer.set(POLICY, policy).set(LIMIT, limit(left));
  }

  private CharSequence limit(long left) {
    return left < ready.length ? ready[(int) left] : text(left);
  }

  private String text(long left) {
    return name + ";r=" + left + ";t=" + seconds(rate.burst() - left);
  }

  /** In how many seconds so many permits come back, rounded up. */
  private long seconds(long permits) {
    var perMinute = Math.max(1, rate.perMinute());
    return (permits * SECONDS_A_MINUTE + perMinute - 1) / perMinute;
  }
}
