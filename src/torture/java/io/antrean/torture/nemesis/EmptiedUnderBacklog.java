package io.antrean.torture.nemesis;

import io.antrean.torture.cluster.Cluster;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Redis is emptied while PostgreSQL is behind: what is HELD is lost, and whoever waits must be told
 * so. The ledger waits for a lock meanwhile.
 */
final class EmptiedUnderBacklog implements Nemesis {

  private static final String LOCK = "LOCK TABLE booking IN ACCESS EXCLUSIVE MODE";
  private static final String PATIENCE = "SET lock_timeout = '1s'";

  private final Cluster cluster;
  private Connection locking;

  EmptiedUnderBacklog(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public String name() {
    return "redis-emptied-under-backlog";
  }

  @Override
  public void begin() {
    try {
      locking = cluster.postgres().connect();
      locking.setAutoCommit(false);
      try (var statement = locking.createStatement()) {
        statement.execute(PATIENCE);
        statement.execute(LOCK);
      }
    } catch (SQLException away) {
      // Something else is done to PostgreSQL now, which makes a backlog as well.
    }
  }

  @Override
  public void heal() {
    RedisFaults.command(cluster.redis(), "FLUSHALL");
    try {
      if (locking != null) locking.close();
    } catch (SQLException away) {
      // The lock has ended with its connection.
    }
    locking = null;
  }
}
