package io.antrean.torture;

import io.antrean.torture.client.Http;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Asks once more, as an administrator, for what was set aside. */
final class Operator {

  private static final String IS_BUILT = "SELECT count(*) FROM pg_tables WHERE tablename = '%s'";
  private static final String OPEN = "SELECT no FROM set_aside WHERE resolution IS NULL";
  private static final int TIMEOUT_MS = 4000;

  private final Cluster cluster;
  private final String token;

  Operator(Cluster cluster, String token) {
    this.cluster = cluster;
    this.token = token;
  }

  /** Whether the server can set anything aside. */
  boolean canSetAside() throws SQLException {
    return !numbers(IS_BUILT.formatted("set_aside")).equals(List.of(0L));
  }

  /** How many entries were ever set aside. */
  long setAside() throws SQLException {
    return canSetAside() ? numbers("SELECT count(*) FROM set_aside").get(0) : 0;
  }

  /** How many persons were noted for not having come. */
  long noShows() throws SQLException {
    return numbers("SELECT count(*) FROM no_show").get(0);
  }

  /** What was not resolved in time; empty when all is. */
  String resolveAll(long ms) throws SQLException {
    if (!canSetAside()) return "";
    Shell.within(ms, this::resolve);
    var open = numbers(OPEN);
    return open.isEmpty() ? "" : "still set aside: " + open;
  }

  private boolean resolve() {
    try {
      var open = numbers(OPEN);
      for (var number : open) retry(number);
      return open.isEmpty();
    } catch (SQLException | IOException away) {
      return false;
    }
  }

  private void retry(long number) throws IOException {
    try (var http = new Http(cluster.toNodes().get(0).port(), TIMEOUT_MS)) {
      http.send("POST", "/api/v1/audit/set-aside/" + number + "/retry", token, null, null);
    }
  }

  private List<Long> numbers(String query) throws SQLException {
    try (var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var rows = statement.executeQuery(query)) {
      var found = new ArrayList<Long>();
      while (rows.next()) found.add(rows.getLong(1));
      return found;
    }
  }
}
