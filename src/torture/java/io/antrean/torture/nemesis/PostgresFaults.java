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

  /** What one person in eight is refused by, as if a column had been narrowed. */
  private static final String POISON =
      "ALTER TABLE booking ADD CONSTRAINT torture CHECK (person::text !~ '^[67]') NOT VALID";

  private static final String ANTIDOTE = "ALTER TABLE booking DROP CONSTRAINT torture";

  private PostgresFaults() {}

  /** Rows that PostgreSQL can not take: only for a server that sets them aside. */
  static Nemesis poison(Cluster cluster) {
    var postgres = cluster.postgres();
    return Fault.of(
        "postgres-poisoned",
        () -> {
          execute(postgres, POISON);
          Shell.sleep(2000);
        },
        () -> execute(postgres, ANTIDOTE));
  }

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
        Fault.of("postgres-ends-connections", () -> execute(postgres, END_ALL), () -> {}));
  }

  private static void execute(PostgresServer postgres, String statement) {
    try (var connection = postgres.connect();
        var running = connection.createStatement()) {
      running.execute(statement);
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
