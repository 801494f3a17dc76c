package io.antrean.load.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The limit of HTTP: a Vert.x server that reads a claim's body and answers a constant. */
final class ConstantServer implements AutoCloseable {

  private static final long START_MS = 20_000;

  private final Process process;
  private final URI url;

  /** With the classes of the project's folder, BENCH_ROOT, and the options of the server's Java. */
  ConstantServer(Map<String, String> env, Path log) throws IOException, InterruptedException {
    var root = Path.of(env.get("BENCH_ROOT"));
    var options = env.getOrDefault("ANTREAN_JAVA_OPTIONS", "").strip();
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (!options.isEmpty()) command.addAll(List.of(options.split("\\s+")));
    var classes = root.resolve("target/test-classes") + ":" + root.resolve("target/antrean.jar");
    command.addAll(List.of("-cp", classes, "io.antrean.claim.ConstantServer"));
    Files.deleteIfExists(log);
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    url = URI.create("http://127.0.0.1:" + port(log));
  }

  private int port(Path log) throws IOException, InterruptedException {
    for (long left = START_MS; left > 0; left -= 50) {
      for (var line : Files.readAllLines(log)) {
        if (line.matches("port [0-9]+")) return Integer.parseInt(line.substring(5));
      }
      if (!process.isAlive()) break;
      Thread.sleep(50);
    }
    close();
    throw new IOException("the constant server did not start; see " + log);
  }

  URI url() {
    return url;
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
