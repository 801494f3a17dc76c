package io.antrean.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The server in a process of its own, as an operator runs it: it can hang and be killed. */
public final class ServerProcess implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String API = "api http://127.0.0.1:";

  private final Process process;
  private final Path out;
  private int port;

  private ServerProcess(Process process, Path out) {
    this.process = process;
    this.out = out;
  }

  static ServerProcess start(Map<String, String> environment) {
    try {
      var folder = Stores.ownFolder("server");
      var out = folder.resolve("out");
      var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var path = System.getProperty("java.class.path");
      var command =
          new ProcessBuilder(java, "-Xmx256m", "-cp", path, "io.antrean.Main")
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile());
      command.environment().keySet().removeIf(name -> name.startsWith("ANTREAN_"));
      command.environment().putAll(environment);
      var server = new ServerProcess(command.start(), out);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    var lines =
        Eventually.find(
            READY_WITHIN, this::lines, said -> said.contains("ready") || !process.isAlive());
    if (!lines.contains("ready")) {
      close();
      throw new IllegalStateException(String.join("\n", lines));
    }
    var api = lines.stream().filter(line -> line.startsWith(API)).findFirst().orElseThrow();
    port = Integer.parseInt(api.substring(API.length()));
  }

  /** What it has said so far. */
  public List<String> lines() {
    try {
      return Files.readAllLines(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return port;
  }

  /** It hangs, as in a long pause of its machine, until {@link #goesOn}. */
  public void hangs() {
    signal("-STOP");
  }

  public void goesOn() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      var kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) throw new IllegalStateException("kill " + signal + " failed");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(40, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A graceful stop. */
  @Override
  public void close() {
    process.destroy();
    if (!awaitEnd()) process.destroyForcibly();
  }
}
