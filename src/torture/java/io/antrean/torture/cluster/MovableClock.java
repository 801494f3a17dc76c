package io.antrean.torture.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A wall clock of one program's own, which can be moved while it runs: {@code src/torture/clock.c},
 * compiled here and loaded into the program. Where there is no compiler nothing can be moved.
 */
public final class MovableClock {

  private static final String SOURCE = "src/torture/clock.c";

  private final Path library;
  private final Path moved;

  private MovableClock(Path library, Path moved) {
    this.library = library;
    this.moved = moved;
  }

  /** One in this folder; null without {@code cc}. */
  static MovableClock in(Path folder, Path log) {
    var library = folder.resolve("clock.so");
    var compile = new String[] {"cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), SOURCE};
    try {
      if (Shell.run(log, compile) != 0) return null;
    } catch (IllegalStateException noCompiler) {
      return null;
    }
    var clock = new MovableClock(library, folder.resolve("clock-moved-by"));
    clock.moveBy(Duration.ZERO);
    return clock;
  }

  /** What the program is started with. */
  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "TORTURE_CLOCK", moved.toString());
  }

  /** From now on it is so much ahead of the machine's; negative: behind. */
  public void moveBy(Duration difference) {
    var micros = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    micros.putLong(TimeUnit.MILLISECONDS.toMicros(difference.toMillis()));
    try {
      if (!Files.exists(moved)) Files.write(moved, micros.array());
      // In one write, into the file that the program has open.
      try (var file = new RandomAccessFile(moved.toFile(), "rw")) {
        file.write(micros.array());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
