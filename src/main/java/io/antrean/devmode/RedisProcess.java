package io.antrean.devmode;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A Redis of our own on loopback with an append-only file: a {@code redis-server} of version 7 or
 * newer on the PATH, else the embedded 6.2. Their files differ, so each major version has its own.
 */
public final class RedisProcess implements AutoCloseable {

  private static final Duration START_MAX = Duration.ofSeconds(30);
  private static final Duration STOP_MAX = Duration.ofSeconds(20);
  private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.");

  private final Path folder;
  private final String program;
  private ProcessHandle process;
  private int port;

  private RedisProcess(Path folder, String program) {
    this.folder = folder;
    this.program = program;
  }

  /** Starts it, or adopts the living one of this folder, which a killed server left behind. */
  public static RedisProcess start(Path folder) throws IOException {
    return start(folder, false);
  }

  /** {@code embedded} takes the embedded one even where a newer is on the PATH: for specs. */
  public static RedisProcess start(Path folder, boolean embedded) throws IOException {
    var version = embedded ? 0 : onThePath();
    var newEnough = version >= 7;
    var own = folder.resolve(newEnough ? "redis-" + version : "redis-6");
    Files.createDirectories(own);
    var redis = new RedisProcess(own, newEnough ? "redis-server" : unpacked(folder));
    try {
      if (!redis.adopt()) redis.launch(0);
      return redis;
    } catch (IOException | RuntimeException e) {
      redis.close();
      throw e;
    }
  }

  private static int onThePath() throws InterruptedIOException {
    try {
      var said = VERSION.matcher(Programs.run(List.of("redis-server", "--version"), Path.of(".")));
      return said.find() ? Integer.parseInt(said.group(1)) : 0;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException notThere) {
      return 0;
    }
  }

  private static String unpacked(Path folder) throws IOException {
    var file = folder.resolve("redis-server-6.2");
    if (Files.exists(file)) return file.toString();
    var arm = System.getProperty("os.arch").equals("aarch64");
    var name = arm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64";
    try (var resource = RedisProcess.class.getResourceAsStream(name)) {
      if (resource == null) throw new IOException("There is no embedded Redis " + name);
      var staged = Files.createTempFile(folder, "redis", ".part");
      Files.write(staged, resource.readAllBytes());
      Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(staged, file);
    }
    return file.toString();
  }

  private Path addressFile() {
    return folder.resolve("process");
  }

  private boolean adopt() throws IOException {
    if (!Files.exists(addressFile())) return false;
    var words = Files.readString(addressFile()).strip().split(" ");
    if (words.length != 2) return false;
    process = Programs.workingIn(Long.parseLong(words[0]), folder);
    if (process == null) return false;
    port = Integer.parseInt(words[1]);
    return Programs.listens(process, port, START_MAX);
  }

  private void launch(int wantedPort) throws IOException {
    port = wantedPort == 0 ? Ports.free() : wantedPort;
    var log = folder.resolve("redis.log");
    process =
        Programs.start(
            List.of(
                program,
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toRealPath().toString(),
                "--save",
                "",
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--maxmemory-policy",
                "noeviction"),
            folder,
            log);
    // Before the wait: a second Redis on the same files would ruin them.
    Files.writeString(addressFile(), process.pid() + " " + port + "\n");
    if (!Programs.listens(process, port, START_MAX)) {
      throw new IOException("Redis did not start:\n" + Programs.tail(log));
    }
  }

  /** For the server: {@code ANTREAN_REDIS_URI}. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.destroyForcibly();
    Programs.ended(process, STOP_MAX);
  }

  /** Starts it again on the same port with the files that it left. */
  public void restart() throws IOException {
    launch(port);
  }

  /** A clean stop: everything is in its file. */
  @Override
  public void close() {
    if (process == null) return;
    process.destroy();
    Programs.ended(process, STOP_MAX);
    try {
      Files.deleteIfExists(addressFile());
    } catch (IOException e) {
      // A stale address is recognized by its pid.
    }
  }
}
