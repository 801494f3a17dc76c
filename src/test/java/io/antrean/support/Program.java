package io.antrean.support;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of the machine that is run to its end; {@code said} is what it wrote to its output. */
public record Program(int exitCode, String said) {

  public static boolean isOnPath(String program) {
    for (var folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, program))) return true;
    }
    return false;
  }

  /** Runs it with this on its standard input. */
  public static Program run(String input, List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var to = process.getOutputStream()) {
        to.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Program(process.waitFor(), said);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(String.join(" ", command), e);
    }
  }
}
