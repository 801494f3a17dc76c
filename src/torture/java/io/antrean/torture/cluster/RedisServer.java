package io.antrean.torture.cluster;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The real Redis of a run, {@code appendfsync everysec}: it can be killed, hang, and lose. */
public final class RedisServer {

  private static final long START_MS = 30_000;

  private final Path folder;
  private final Path log;
  private final MovableClock clock;
  private final int port = Shell.freePort();
  private final List<Long> mendedMs = new CopyOnWriteArrayList<>();
  private Process process;

  /** {@code clock} may be null: then it has the machine's. */
  RedisServer(Path folder, Path log, MovableClock clock) {
    this.folder = folder;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Starts it on the port and the files that it has. Redis 7.0 may leave half a command in its file
   * when its disk was full, and then refuses to start: it is mended as an operator would.
   */
  public void start() {
    launch();
    if (isUp()) return;
    mendedMs.add(System.currentTimeMillis());
    Shell.run(log, "sh", "-c", "yes | redis-check-aof --fix \"$0\"", manifest());
    launch();
    if (!isUp()) throw new IllegalStateException("Redis did not start; see " + log);
  }

  /** When its file was mended, and so cut. */
  public List<Long> mendedMs() {
    return mendedMs;
  }

  private void launch() {
    var settings =
        List.of(
            "redis-server",
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--dir",
            folder.toString(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--maxmemory-policy",
            "noeviction");
    process = Shell.start(settings, log, clock == null ? Map.of() : clock.environment());
  }

  private boolean isUp() {
    return Shell.within(START_MS, () -> !process.isAlive() || isLoaded()) && process.isAlive();
  }

  private boolean isLoaded() {
    try (var redis = new Resp(port)) {
      return "PONG".equals(redis.text("PING"));
    } catch (IOException loading) {
      return false;
    }
  }

  /** Its wall clock; null where it can not be moved. */
  public MovableClock clock() {
    return clock;
  }

  /** A connection past all proxies. */
  public Resp connect() throws IOException {
    return new Resp(port);
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it as a crash would. */
  public void kill() {
    Shell.kill(process);
  }

  /** A clean stop: everything is in its file. */
  public void stop() {
    if (process == null) return;
    process.destroy();
    if (!Shell.within(20_000, () -> !process.isAlive())) kill();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Where a small file system may be filled. */
  public Path folder() {
    return folder;
  }

  private Path files() {
    return folder.resolve("appendonlydir");
  }

  private String manifest() {
    return files().resolve("appendonly.aof.manifest").toString();
  }

  private File tail() {
    var found = files().toFile().listFiles((where, name) -> name.endsWith(".incr.aof"));
    if (found == null || found.length == 0) throw new IllegalStateException("no append-only file");
    return List.of(found).stream().max(Comparator.comparing(File::lastModified)).orElseThrow();
  }

  /** How long the append-only file is now. */
  public long length() {
    return tail().length();
  }

  /** Cuts the append-only file of a Redis that is down. */
  public void cut(long length) {
    try (var file = new RandomAccessFile(tail(), "rw")) {
      if (length < file.length()) file.setLength(Math.max(0, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies its files, as they are on disk at this moment. */
  public void copyFiles(Path copy) {
    Shell.run(log, "rm", "-rf", copy.toString());
    Shell.run(log, "cp", "-a", files().toString(), copy.toString());
  }

  /** Puts a copy in the place of its files, while it is down. */
  public void replaceFiles(Path copy) {
    Shell.run(log, "rm", "-rf", files().toString());
    Shell.run(log, "cp", "-a", copy.toString(), files().toString());
    if (!Files.isDirectory(files())) throw new IllegalStateException("the copy is gone: " + copy);
  }
}
