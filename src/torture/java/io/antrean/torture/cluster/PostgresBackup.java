package io.antrean.torture.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * A base backup of a running PostgreSQL and an archive of its write-ahead log, taken and restored
 * as its manual says (Continuous Archiving and Point-in-Time Recovery), by its own functions alone.
 */
public final class PostgresBackup {

  private final PostgresServer postgres;
  private final Path copy;
  private final Path archive;
  private final Path log;

  /** Its settings go along with the next start of the server. */
  PostgresBackup(PostgresServer postgres, Path folder, Path log) {
    this.postgres = postgres;
    this.copy = folder.resolve("copy");
    this.archive = folder.resolve("archive");
    this.log = log;
  }

  /** What the server needs, to archive each segment and to fetch it back when it is restored. */
  List<String> settings() throws IOException {
    Files.createDirectories(archive);
    return List.of(
        "archive_mode=on",
        "archive_command=cp '%p' '" + archive + "/%f'",
        "restore_command=cp '" + archive + "/%f' '%p'");
  }

  /** Copies all files while the server goes on; waits until the log up to its end is archived. */
  public void take() throws IOException, SQLException {
    try (var connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_backup_start('torture', true)");
      // Files come and go meanwhile: what is missing is in the log.
      Shell.run(log, "cp", "-a", postgres.data().toString(), copy.toString());
      try (var label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
        label.next();
        Files.writeString(copy.resolve("backup_label"), label.getString(1));
      }
    }
    Shell.run(log, "sh", "-c", "rm -rf '" + copy + "'/pg_wal/* '" + copy + "'/postmaster.*");
  }

  /** Puts the backup into the place of all that the server, which is dead, had. */
  public void restore() throws IOException {
    var data = postgres.data().toString();
    Shell.run(log, "sh", "-c", "rm -rf '" + data + "' && cp -a '" + copy + "' '" + data + "'");
    Files.createFile(postgres.data().resolve("recovery.signal"));
  }
}
