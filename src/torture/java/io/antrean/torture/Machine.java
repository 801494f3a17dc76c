package io.antrean.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a run was made on. */
final class Machine {

  private Machine() {}

  static String describe() throws IOException {
    var cpu =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    var cores = Runtime.getRuntime().availableProcessors();
    return cores + " cores of " + cpu + ", Java " + System.getProperty("java.version");
  }
}
