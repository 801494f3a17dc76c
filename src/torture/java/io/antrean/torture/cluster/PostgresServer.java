package io.antrean.torture.cluster;

import io.antrean.devmode.PostgresProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The real PostgreSQL of a run, as durable as in production. */
public final class PostgresServer {

  private static final long START_MS = 60_000;
  private static final List<String> DURABLE =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "max_wal_size=128MB",
          "min_wal_size=32MB",
          "max_connections=200",
          "log_min_messages=warning");

  private final Path folder;
  private final Path log;
  private final int port = Shell.freePort();
  private final List<String> settings = new ArrayList<>(DURABLE);
  private Process process;

  /** Programs are kept between runs; the data is new each time. */
  PostgresServer(Path folder, Path programs, Path log) {
    this.folder = folder;
    this.log = log;
    try {
      Files.createDirectories(programs);
      Files.createSymbolicLink(folder.resolve("programs"), programs);
      PostgresProcess.start(folder).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it, and waits until it has replayed its log and takes connections. */
  public void start() {
    var deadline = System.nanoTime() + START_MS * 1_000_000;
    do {
      launch();
      // After a crash the old one's memory may be in use for a moment: it is tried again.
      if (Shell.within(START_MS, () -> !process.isAlive() || accepts()) && process.isAlive()) {
        return;
      }
      Shell.sleep(200);
    } while (System.nanoTime() < deadline);
    throw new IllegalStateException("PostgreSQL did not start; see " + log);
  }

  private void launch() {
    var command = new ArrayList<String>();
    // It refuses to run as root; in a user namespace it does not know that it does.
    if ("root".equals(System.getProperty("user.name"))) command.addAll(List.of("unshare", "-U"));
    command.add(folder.resolve("programs/postgres-18/bin/postgres").toString());
    command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
    for (var setting : settings) command.addAll(List.of("-c", setting));
    process = Shell.start(command, log, Map.of());
  }

  /** From its next start on it archives its log. */
  PostgresBackup archive(Path folder) throws IOException {
    var backup = new PostgresBackup(this, folder, log);
    settings.addAll(backup.settings());
    return backup;
  }

  /** Whether it takes connections now. */
  public boolean accepts() {
    try (var connection = connect()) {
      return connection.isValid(2);
    } catch (SQLException starting) {
      return false;
    }
  }

  /** A connection past all proxies. */
  public Connection connect() throws SQLException {
    var database = "jdbc:postgresql://127.0.0.1:%d/antrean?user=antrean".formatted(port);
    return DriverManager.getConnection(
        database + "&connectTimeout=5&loginTimeout=5&socketTimeout=60");
  }

  public int port() {
    return port;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Where a small file system may be filled. */
  public Path data() {
    return folder.resolve("data");
  }

  /** The postmaster and all that it has forked. */
  public List<Long> pids() {
    var pids = new ArrayList<Long>(List.of(process.pid()));
    process.descendants().forEach(child -> pids.add(child.pid()));
    return pids;
  }

  /** Ends the postmaster as a crash would; its children notice, as they do. */
  public void kill() {
    Shell.kill(process);
  }

  /** INT: a fast stop; QUIT: an immediate one, which is a crash for its files. */
  public void stop(String signal) {
    if (process == null || !process.isAlive()) return;
    Shell.signal(signal, process.pid());
    if (!Shell.within(20_000, () -> !process.isAlive())) kill();
  }
}
