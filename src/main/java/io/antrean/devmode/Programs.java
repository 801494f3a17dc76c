package io.antrean.devmode;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Child programs of dev mode and the specs, each in a session of its own: Ctrl-C in the terminal
 * reaches it only through us. Blocking: never on an event loop. An interrupt is a stop in the
 * middle of a start: it comes out once, as an IOException, and whoever cleans up can wait again.
 */
final class Programs {

  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Programs() {}

  /** Runs a program of few words to its end; they are in the message when it fails. */
  static String run(List<String> command, Path folder) throws IOException {
    var process =
        new ProcessBuilder(apart(command))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    try {
      // Before its words are read, which nothing could interrupt: they fit into the pipe.
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      ended(process.toHandle(), STOP_MAX);
      throw interrupted();
    }
    var said = new String(process.getInputStream().readAllBytes());
    if (process.exitValue() != 0) {
      throw new IOException(command.get(0) + " failed: " + said.strip());
    }
    return said;
  }

  private static List<String> apart(List<String> command) {
    var words = new ArrayList<String>();
    words.add("setsid");
    words.addAll(command);
    return words;
  }

  /** Starts a program that serves until it is told to stop, after the ledger has drained. */
  static ProcessHandle start(List<String> command, Path folder, Path log) throws IOException {
    return new ProcessBuilder(apart(command))
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
      throw interrupted();
    }
  }

  /** For work that waits for nothing, between its steps. */
  static void failIfInterrupted() throws InterruptedIOException {
    if (Thread.interrupted()) throw interrupted();
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("Told to stop in the middle of a start");
  }

  /** An empty folder of this name; what a start that was cut short has left in it is deleted. */
  static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
    return Files.createDirectory(folder);
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
