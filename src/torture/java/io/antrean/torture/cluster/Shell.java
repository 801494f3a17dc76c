package io.antrean.torture.cluster;

import io.antrean.devmode.Ports;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Processes, signals, ports and waiting, as the suite needs them. Everything here blocks. */
public final class Shell {

  private Shell() {}

  /** Starts a program in a session of its own; its words go to the end of the log. */
  public static Process start(List<String> command, Path log, Map<String, String> environment) {
    var builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("ANTREAN_"));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IllegalStateException("can not start " + command.get(0), e);
    }
  }

  /** Runs a short program to its end; its exit code. */
  public static int run(Path log, String... command) {
    return await(start(List.of(command), log, Map.of()), 30_000);
  }

  private static int await(Process process, long ms) {
    try {
      if (process.waitFor(ms, TimeUnit.MILLISECONDS)) return process.exitValue();
      process.destroyForcibly();
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a signal to one process, by its id. */
  public static void signal(String signal, long pid) {
    run(Path.of("/dev/null"), "kill", "-" + signal, Long.toString(pid));
  }

  /** Ends it as a crash would, and waits for its end. */
  public static void kill(Process process) {
    if (process == null) return;
    process.destroyForcibly();
    await(process, 20_000);
  }

  /** A port of loopback that nobody listens on now, and that no client is given. */
  public static int freePort() {
    try {
      return Ports.free();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** True when it became so in time. */
  public static boolean within(long ms, BooleanSupplier so) {
    var deadline = System.nanoTime() + ms * 1_000_000;
    while (!so.getAsBoolean()) {
      if (System.nanoTime() > deadline) return false;
      sleep(50);
    }
    return true;
  }

  /** Waits for the thread's end. */
  public static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("told to stop", e);
    }
  }

  /** Waits so long. */
  public static void sleep(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      throw new IllegalStateException("told to stop", e);
    }
  }
}
