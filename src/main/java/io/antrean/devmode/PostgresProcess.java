package io.antrean.devmode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PostgreSQL of our own on loopback, with a kept data directory, as durable as in production: a
 * promise that is tried on less is not tried.
 */
public final class PostgresProcess implements AutoCloseable {

  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final Duration STOP_MAX = Duration.ofSeconds(20);

  /** Owns everything, and may do everything. */
  private static final String OWNER = "antrean";

  /** What a server is: it owns nothing. */
  private static final String SERVER = "antrean_server";

  private final Path binaries;
  private final Path data;
  private final Path log;
  private ProcessHandle process;
  private int port;

  private PostgresProcess(Path folder, Path binaries) {
    this.binaries = binaries;
    this.data = folder.resolve("data");
    this.log = folder.resolve("postgres.log");
  }

  /** Starts it, or adopts the living one of this folder, which a killed server left behind. */
  public static PostgresProcess start(Path folder) throws IOException {
    return start(folder, List.of());
  }

  /** With more settings, {@code name=value}, which win over ours: for specs. */
  public static PostgresProcess start(Path folder, List<String> settings) throws IOException {
    Files.createDirectories(folder);
    var postgres = new PostgresProcess(folder, PostgresBinaries.in(folder.resolve("programs")));
    try {
      if (!postgres.adopt()) postgres.launch(settings);
      postgres.createDatabase();
      return postgres;
    } catch (IOException | RuntimeException e) {
      postgres.close();
      throw e;
    }
  }

  private boolean adopt() throws IOException {
    var pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) return false;
    var lines = Files.readAllLines(pidFile);
    if (lines.size() < 4) return false;
    process = Programs.workingIn(Long.parseLong(lines.get(0).strip()), data);
    if (process == null) return false;
    port = Integer.parseInt(lines.get(3).strip());
    return Programs.listens(process, port, START_MAX);
  }

  private void launch(List<String> settings) throws IOException {
    var folder = data.getParent();
    if (!Files.exists(data)) makeData(folder);
    // We hold the folder's lock and nobody works in it: a pid in there is some other process now.
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    port = Ports.free();
    var command = program("postgres", "-D", data.toString(), "-p", Integer.toString(port));
    for (var setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=200")) {
      command.addAll(List.of("-c", setting));
    }
    for (var setting : settings) command.addAll(List.of("-c", setting));
    process = Programs.start(command, folder, log);
    if (!Programs.listens(process, port, START_MAX)) {
      throw new IOException("PostgreSQL did not start:\n" + Programs.tail(log));
    }
  }

  /** Made beside and renamed when it is whole: a start that is cut short leaves no half of one. */
  private void makeData(Path folder) throws IOException {
    var staged = Programs.emptied(folder.resolve("initdb"));
    var options = List.of("-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C");
    var initdb = program("initdb", "-D", staged.toString());
    initdb.addAll(options);
    Programs.run(initdb, folder);
    Files.move(staged, data, StandardCopyOption.ATOMIC_MOVE);
  }

  /** PostgreSQL refuses to run as root; in a user namespace it does not know that it does. */
  private List<String> program(String name, String... args) {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name"))) command.addAll(List.of("unshare", "-U"));
    command.add(binaries.resolve("bin").resolve(name).toString());
    command.addAll(List.of(args));
    return command;
  }

  private void createDatabase() throws IOException {
    var deadline = System.nanoTime() + START_MAX.toNanos();
    while (true) {
      try {
        if (!has("pg_database WHERE datname", "antrean")) sql("CREATE DATABASE antrean");
        if (!has("pg_roles WHERE rolname", SERVER)) sql("CREATE ROLE " + SERVER + " LOGIN");
        return;
      } catch (SQLException starting) {
        // "The database system is starting up" after a crash: it replays its log first.
        if (System.nanoTime() > deadline || !process.isAlive()) throw new IOException(starting);
        Programs.pause();
      }
    }
  }

  private boolean has(String where, String name) throws SQLException {
    try (var connection = DriverManager.getConnection(jdbc("postgres"));
        var query = connection.prepareStatement("SELECT 1 FROM " + where + " = ?")) {
      query.setString(1, name);
      return query.executeQuery().next();
    }
  }

  /** Runs one statement in the database {@code postgres}. */
  public void sql(String statement) throws SQLException {
    try (var connection = DriverManager.getConnection(jdbc("postgres"));
        var running = connection.createStatement()) {
      running.execute(statement);
    }
  }

  /** For JDBC, as the owner. */
  public String jdbc(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s".formatted(port, database, OWNER);
  }

  /** For the server: {@code ANTREAN_POSTGRES_URI}. */
  public String uri(String database) {
    return uri(SERVER, database);
  }

  /** For its migrations: {@code ANTREAN_POSTGRES_OWNER_URI}. */
  public String ownerUri(String database) {
    return uri(OWNER, database);
  }

  private String uri(String user, String database) {
    return "postgresql://%s@127.0.0.1:%d/%s".formatted(user, port, database);
  }

  public long pid() {
    return process.pid();
  }

  /** A clean stop: connections are ended, everything is on disk. */
  @Override
  public void close() {
    if (process == null) return;
    try {
      Programs.run(
          program("pg_ctl", "stop", "-m", "fast", "-w", "-D", data.toString()), data.getParent());
    } catch (IOException e) {
      process.destroy();
    }
    Programs.ended(process, STOP_MAX);
  }
}
