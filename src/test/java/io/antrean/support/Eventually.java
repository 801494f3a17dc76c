package io.antrean.support;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what is promised to come, within a bound. */
public final class Eventually {

  private static final long PAUSE_MS = 25;

  private Eventually() {}

  /** What is found as soon as it is as expected; else what was found last. */
  public static <T> T find(Duration within, Supplier<T> look, Predicate<T> expected) {
    return find(within, look, expected, PAUSE_MS);
  }

  /** The same of one who looks again only so many ms later. */
  public static <T> T find(Duration within, Supplier<T> look, Predicate<T> expected, long pauseMs) {
    var deadline = System.nanoTime() + within.toNanos();
    while (true) {
      var found = look.get();
      if (expected.test(found) || System.nanoTime() > deadline) return found;
      pause(pauseMs);
    }
  }

  public static void pause(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
