package io.antrean.torture.cluster;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server node: the jar in a process of its own, as an operator runs it. */
public final class ServerNode {

  private static final int MANAGEMENT_TIMEOUT_MS = 2000;

  private final List<String> command;
  private final int jarAt;
  private final Map<String, String> environment;
  private final Path log;
  private final int port;
  private final int managementPort;
  private Process process;

  ServerNode(Path jar, Map<String, String> environment, Path log, int port, int managementPort) {
    this.command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-jar", jar.toString()));
    jarAt = command.size() - 1;
    this.environment = environment;
    this.log = log;
    this.port = port;
    this.managementPort = managementPort;
  }

  /** From its next start on it is of this version. */
  public void runs(Path jar) {
    command.set(jarAt, jar.toString());
  }

  /** Starts it; whoever wants it ready waits for it. */
  public void start() {
    process = Shell.start(command, log, environment);
  }

  int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends it as a crash would. */
  public void kill() {
    Shell.kill(process);
  }

  /** A graceful stop; false when it had to be ended by force. */
  public boolean stop() {
    if (process == null) return true;
    process.destroy();
    if (Shell.within(40_000, () -> !process.isAlive())) return true;
    kill();
    return false;
  }

  /** Whether it says that it is ready. */
  public boolean isReady() {
    return management("/ready") != null;
  }

  /**
   * The same; one that has ended since its stores were away is started again, as by a supervisor.
   */
  public boolean isKeptReady() {
    if (!process.isAlive()) start();
    return isReady();
  }

  /** What the management port says; null when it does not, or not with 200. */
  public String management(String path) {
    try {
      var uri = URI.create("http://127.0.0.1:" + managementPort + path);
      var connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(MANAGEMENT_TIMEOUT_MS);
      connection.setReadTimeout(MANAGEMENT_TIMEOUT_MS);
      if (connection.getResponseCode() != 200) return null;
      try (var in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException away) {
      return null;
    }
  }
}
