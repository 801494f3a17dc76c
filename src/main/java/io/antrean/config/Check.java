package io.antrean.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a record's constructor objects to; each objection names its variable. */
final class Check {

  private final List<String> wrong = new ArrayList<>();

  Check between(String name, long value, long min, long max) {
    if (value < min || value > max) {
      wrong.add("ANTREAN_%s must be %d to %d, not %d".formatted(name, min, max, value));
    }
    return this;
  }

  Check ms(String name, Duration value, long min, long max) {
    return between(name, value.toMillis(), min, max);
  }

  Check that(boolean holds, String name, String must) {
    if (!holds) wrong.add("ANTREAN_" + name + " " + must);
    return this;
  }

  void done() {
    if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
  }
}
