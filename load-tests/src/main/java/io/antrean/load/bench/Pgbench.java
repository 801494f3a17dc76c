package io.antrean.load.bench;

import io.antrean.load.Truth;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What PostgreSQL does alone: one durable insert a claim, into a table with the columns,
 * constraints and indexes of {@code booking}, in the same database.
 */
final class Pgbench {

  private static final int CLIENTS = 64;
  private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

  /** Seats follow each other as those of a release do: 64 to a slot, one for each client. */
  private static final String SCRIPT =
      """
      \\set n :n + 1
      INSERT INTO bench.booking (id, member, service_no, slot, seat, given, person, service,
        release, account, fingerprint, state, claimed_at, decided_at)
      VALUES (gen_random_uuid(), 0, :run,
        timestamp '2000-01-01 00:00' + :n * interval '15 minutes', :client_id + 1, 1,
        gen_random_uuid(), 'passport-new', '00000000-0000-0000-0000-000000000001',
        gen_random_uuid(), gen_random_uuid(), 'CONFIRMED', now(), now());
      """;

  /** Rows of one durable insert, as many as a batch of the ledger has in a rush. */
  private static final int ROWS = 200;

  /** Many claims in one insert; seats follow each other as above. */
  private static final String ROWS_SCRIPT =
      """
      \\set n :n + 4
      INSERT INTO bench.booking (id, member, service_no, slot, seat, given, person, service,
        release, account, fingerprint, state, claimed_at, decided_at)
      SELECT gen_random_uuid(), 0, :run,
        timestamp '2000-01-01 00:00' + (:n + i / 64) * interval '15 minutes', mod(i, 64), 1,
        gen_random_uuid(), 'passport-new', '00000000-0000-0000-0000-000000000001',
        gen_random_uuid(), gen_random_uuid(), 'CONFIRMED', now(), now()
      FROM generate_series(0, %d) AS i;
      """
          .formatted(ROWS - 1);

  private final URI postgres;
  private final Path folder;
  private final PrintStream progress;
  private int run;

  Pgbench(URI postgres, Path folder, PrintStream progress) {
    this.postgres = postgres;
    this.folder = folder;
    this.progress = progress;
  }

  /** Whether this program is on the PATH. */
  static boolean present(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /** Makes the table anew, empty. */
  private static void prepare(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS bench CASCADE");
      statement.execute("CREATE SCHEMA bench");
      statement.execute("CREATE TABLE bench.booking (LIKE booking INCLUDING ALL)");
    }
  }

  private static void cleanUp(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA bench CASCADE");
    }
  }

  /** As fast as it can. */
  Measured measure(int seconds) throws IOException, SQLException, InterruptedException {
    return measure(seconds, 0);
  }

  /** As fast as one connection inserts many rows at a time; rows a second. */
  double rowsPerSecond(int seconds) throws IOException, SQLException, InterruptedException {
    return ROWS * measure(seconds, 0, 1, ROWS_SCRIPT).perSecond();
  }

  /**
   * At this rate, 0 for as fast as it can; the latencies then count from when each insert was due.
   */
  Measured measure(int seconds, double perSecond)
      throws IOException, SQLException, InterruptedException {
    return measure(seconds, perSecond, CLIENTS, SCRIPT);
  }

  private Measured measure(int seconds, double perSecond, int clients, String sql)
      throws IOException, SQLException, InterruptedException {
    try (var connection =
        DriverManager.getConnection(Truth.jdbc(postgres), Truth.login(postgres))) {
      prepare(connection);
      try {
        return run(seconds, perSecond, clients, sql);
      } finally {
        cleanUp(connection);
      }
    }
  }

  private Measured run(int seconds, double perSecond, int clients, String sql)
      throws IOException, InterruptedException {
    run++;
    progress.println("pgbench, " + seconds + " s");
    var script = Files.writeString(folder.resolve("insert.sql"), sql);
    var output = folder.resolve("pgbench-" + run + ".txt");
    var logs = "pgbench-log-" + run;
    var command = new ArrayList<>(command(script, logs, seconds, clients));
    if (perSecond > 0) command.add(1, "--rate=" + Math.round(perSecond));
    var builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    var user = postgres.getUserInfo() == null ? "" : postgres.getUserInfo();
    if (user.contains(":")) {
      builder.environment().put("PGPASSWORD", user.substring(user.indexOf(':') + 1));
    }
    var process = builder.start();
    if (!process.waitFor(seconds + 30L, TimeUnit.SECONDS)) process.destroyForcibly();
    var said = Files.readString(output);
    var tps = TPS.matcher(said);
    if (process.waitFor() != 0 || !tps.find()) throw new IOException("pgbench failed: " + said);
    var latencies = Measured.of(latenciesNs(logs), TimeUnit.SECONDS.toNanos(seconds));
    var rate = Double.parseDouble(tps.group(1));
    return latencies.at(rate);
  }

  private List<String> command(Path script, String logs, int seconds, int clients) {
    var user = postgres.getUserInfo() == null ? "antrean" : postgres.getUserInfo().split(":")[0];
    return List.of(
        ("pgbench -n -M prepared -c %d -j 1 -T %d -D n=0 -D run=%d -l --log-prefix=%s"
                + " -h %s -p %d -U %s -f %s %s")
            .formatted(
                clients,
                seconds,
                run,
                logs,
                postgres.getHost(),
                postgres.getPort() < 0 ? 5432 : postgres.getPort(),
                user,
                script.getFileName(),
                postgres.getPath().substring(1))
            .split(" "));
  }

  /** The third field of each line of pgbench's log is the latency in microseconds. */
  private long[] latenciesNs(String logs) throws IOException {
    try (var files = Files.newDirectoryStream(folder, logs + ".*")) {
      for (var file : files) {
        try (var lines = Files.lines(file)) {
          return lines.mapToLong(line -> Long.parseLong(line.split(" ")[2]) * 1_000).toArray();
        }
      }
    }
    throw new IOException("pgbench wrote no log");
  }
}
