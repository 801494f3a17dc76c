package io.antrean.http;

import java.util.Arrays;
import java.util.Set;

/**
 * A failure as the log may have it: where and of what kind, its words only when they are surely
 * ours. A message of a driver or a parser may repeat a name, a number, a token.
 */
final class WordlessFailure extends Exception {

  private static final long serialVersionUID = 1;
  private static final int CAUSES_MAX = 5;
  private static final int FRAMES_MAX = 20;

  private static final Set<Class<?>> OUR_WORDS =
      Set.of(
          IllegalStateException.class,
          NullPointerException.class,
          ClassCastException.class,
          IndexOutOfBoundsException.class,
          ArithmeticException.class,
          StackOverflowError.class,
          OutOfMemoryError.class);

  WordlessFailure(Throwable failure) {
    this(failure, CAUSES_MAX);
  }

  private WordlessFailure(Throwable failure, int causes) {
    super(
        text(failure),
        failure.getCause() == null || causes == 0
            ? null
            : new WordlessFailure(failure.getCause(), causes - 1));
    var frames = failure.getStackTrace();
    setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, FRAMES_MAX)));
  }

  private static String text(Throwable failure) {
    var type = failure.getClass();
    return OUR_WORDS.contains(type) ? type.getName() + ": " + failure.getMessage() : type.getName();
  }

  @Override
  public String toString() {
    return getMessage();
  }
}
