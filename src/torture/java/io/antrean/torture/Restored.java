package io.antrean.torture;

import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import io.antrean.torture.nemesis.Happened;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * A restore of PostgreSQL in the middle of a rush: a base backup is taken while people claim; later
 * the server is killed and its files are gone; what is started again has the backup and the
 * archived log, without what was committed last. That, the ledger has: it is applied again.
 */
final class Restored {

  private static final int CLAIMANTS = 10_000;
  private static final int SEATS = 8_000;
  private static final int BEFORE_BACKUP = 500;
  private static final int BEFORE_LOSS = 4_000;
  private static final long RUSH_MS = 60_000;

  private final Opening opening;
  private final Report report;
  private final Cluster cluster;

  Restored(Options options, Path folder, Report report) throws Exception {
    this.report = report;
    opening = new Opening(options, folder, report);
    cluster = opening.cluster;
  }

  int run() throws Exception {
    try {
      var backup = cluster.archivingPostgres();
      cluster.start();
      var release = opening.prepare(CLAIMANTS, SEATS);
      var claimants = opening.claimants(release);
      opening.waitFor(release);
      Shell.within(RUSH_MS, () -> opening.history.confirmed() >= BEFORE_BACKUP);
      backup.take();
      report.say("a backup is taken; " + opening.history.confirmed() + " are confirmed");
      Shell.within(RUSH_MS, () -> opening.history.confirmed() >= BEFORE_LOSS);
      var began = System.currentTimeMillis();
      cluster.postgres().kill();
      var told = opening.history.confirmed();
      backup.restore();
      cluster.postgres().start();
      report.say(told + " were confirmed; PostgreSQL is restored, and has " + booked());
      for (var claimant : claimants) claimant.join();
      var happened = new Happened("postgres-restored", began, System.currentTimeMillis());
      return opening.judge(List.of(happened));
    } finally {
      opening.end();
    }
  }

  private long booked() throws SQLException {
    try (var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var count = statement.executeQuery("SELECT count(*) FROM booking")) {
      count.next();
      return count.getLong(1);
    }
  }
}
