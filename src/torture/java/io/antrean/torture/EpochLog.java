package io.antrean.torture;

import io.antrean.torture.check.Violation;
import io.antrean.torture.cluster.Cluster;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Every change of a partition's epoch, written down by PostgreSQL itself in the transaction that
 * made it, so that no poll can miss one.
 */
final class EpochLog {

  private static final String SET_UP =
      """
      CREATE TABLE torture_epoch (
        no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, partition smallint, before integer,
        after integer, at timestamptz NOT NULL DEFAULT clock_timestamp());
      CREATE FUNCTION torture_epoch() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO torture_epoch (partition, before, after)
          VALUES (NEW.id, OLD.epoch, NEW.epoch);
          RETURN NEW;
        END $$;
      CREATE TRIGGER torture_epoch AFTER UPDATE ON partition FOR EACH ROW
        WHEN (OLD.epoch IS DISTINCT FROM NEW.epoch) EXECUTE FUNCTION torture_epoch();
      """;

  private static final String BACK =
      "SELECT partition, before, after, at FROM torture_epoch WHERE after <= before";

  /** What Redis had decided in an older epoch, and PostgreSQL heard of in a later one. */
  private static final String DRAINED =
      """
      SELECT coalesce(sum(cardinality(v.claim)), 0) FROM verdicts v
       WHERE EXISTS (SELECT FROM torture_epoch e WHERE e.partition = v.partition
                        AND e.after > v.epoch AND e.at < v.decided_at)
      """;

  private final Cluster cluster;

  EpochLog(Cluster cluster) {
    this.cluster = cluster;
  }

  void setUp() throws SQLException {
    try (var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement()) {
      statement.execute(SET_UP);
    }
  }

  List<Violation> check() throws SQLException {
    var found = new ArrayList<Violation>();
    try (var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var rows = statement.executeQuery(BACK)) {
      while (rows.next()) {
        var evidence =
            "partition %s went from %s to %s at %s"
                .formatted(
                    rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4));
        found.add(new Violation("epochs only grow", evidence));
      }
    }
    return found;
  }

  long changes() throws SQLException {
    return number("SELECT count(*) FROM torture_epoch");
  }

  /** Entries of old streams that a recovery applied. */
  long drained() throws SQLException {
    return number(DRAINED);
  }

  private long number(String query) throws SQLException {
    try (var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
