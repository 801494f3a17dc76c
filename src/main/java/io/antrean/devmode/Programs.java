package io.antrean.devmode;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Child programs of dev mode and the specs. Blocking: never on an event loop. */
final class Programs {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Programs() {}

  /** Runs a program to its end; what it said is in the message when it fails. */
  static String run(List<String> command, Path folder) throws IOException {
    var process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var said = new String(process.getInputStream().readAllBytes());
    try {
      if (process.waitFor() != 0) {
        throw new IOException(command.get(0) + " failed: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said;
  }

  /**
   * Starts a program in a session of its own, so that Ctrl-C in the terminal reaches it only
   * through us, after the ledger has drained.
   */
  static ProcessHandle startApart(List<String> command, Path folder, Path log) throws IOException {
    var words = new ArrayList<String>();
    words.add("setsid");
    words.addAll(command);
    return new ProcessBuilder(words)
        .directory(folder.toFile())
        .redirectInput(new File("/dev/null"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start()
        .toHandle();
  }

  /** The living process of this pid if it works in this folder, else null. */
  static ProcessHandle workingIn(long pid, Path folder) throws IOException {
    var process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
    var cwd = Path.of("/proc/" + pid + "/cwd");
    if (process == null || !Files.exists(cwd)) return null;
    return Files.readSymbolicLink(cwd).equals(folder.toRealPath()) ? process : null;
  }

  /** A port of loopback that nobody listens on now. */
  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until somebody listens; false when the process has ended or the time is over. */
  static boolean listens(ProcessHandle process, int port, Duration max) throws IOException {
    var deadline = System.nanoTime() + max.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(LOOPBACK, port), 200);
        return true;
      } catch (IOException notYet) {
        pause();
      }
    }
    return false;
  }

  static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** Waits for the end of a process that was told to stop; then ends it by force. */
  static void ended(ProcessHandle process, Duration max) {
    var deadline = System.nanoTime() + max.toNanos();
    try {
      while (process.isAlive() && System.nanoTime() < deadline) pause();
    } catch (IOException interrupted) {
      // Then by force, at once.
    }
    if (process.isAlive()) process.destroyForcibly();
  }

  /** The last lines of a log, for the message of a failed start. */
  static String tail(Path log) throws IOException {
    if (!Files.exists(log)) return "";
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }
}
