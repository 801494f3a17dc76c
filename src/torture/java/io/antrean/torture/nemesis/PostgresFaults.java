package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.PostgresServer;
import io.antrean.torture.cluster.Shell;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** What happens to PostgreSQL. */
final class PostgresFaults {

  private static final String END_ALL =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";

  private PostgresFaults() {}

  static List<Nemesis> of(Cluster cluster, Random random, long awayMs) {
    var postgres = cluster.postgres();
    return List.of(
        Fault.of("postgres-killed", postgres::kill, postgres::start),
        Fault.of("postgres-stopped-at-once", () -> postgres.stop("QUIT"), postgres::start),
        Fault.of("postgres-restarted", () -> postgres.stop("INT"), postgres::start),
        Fault.of(
            "postgres-away-under-rush",
            () -> {
              postgres.stop("INT");
              Shell.sleep(awayMs);
            },
            postgres::start),
        new Hangs(postgres, random),
        Fault.of("postgres-ends-connections", () -> endConnections(postgres), () -> {}));
  }

  private static void endConnections(PostgresServer postgres) {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute(END_ALL);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SIGSTOP of all its processes. */
  private static final class Hangs implements Nemesis {
    private final PostgresServer postgres;
    private final Random random;
    private List<Long> stopped = List.of();

    Hangs(PostgresServer postgres, Random random) {
      this.postgres = postgres;
      this.random = random;
    }

    @Override
    public String name() {
      return "postgres-hangs";
    }

    @Override
    public void begin() {
      stopped = postgres.pids();
      stopped.forEach(pid -> Shell.signal("STOP", pid));
      Shell.sleep(500 + random.nextInt(3500));
    }

    @Override
    public void heal() {
      stopped.forEach(pid -> Shell.signal("CONT", pid));
    }
  }
}
