package io.antrean.torture.check;

import io.antrean.torture.client.History;
import io.antrean.torture.client.Release;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.nemesis.Happened;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What the clients heard and what PostgreSQL has, at one moment without traffic. */
final class Facts {

  private static final String ROWS =
      """
      SELECT b.id, b.member, b.service_no, s.office, s.id AS service, s.letter, s.partition,
             to_char(b.slot, 'YYYY-MM-DD"T"HH24:MI') AS slot, b.seat, b.given, b.person, b.release,
             b.state, (extract(epoch FROM b.claimed_at) * 1000)::bigint AS claimed_ms,
             (extract(epoch FROM b.decided_at) * 1000)::bigint AS decided_ms, b.version
        FROM booking b JOIN service s ON s.no = b.service_no
       ORDER BY b.id, b.version, b.member
      """;

  final Cluster cluster;
  final History history;
  final Collection<Happened> happened;
  final Connection postgres;
  final Map<UUID, List<Row>> bookings = new HashMap<>();
  final List<Row> all = new ArrayList<>();
  private final Map<UUID, List<Row>> left = new HashMap<>();
  final Map<UUID, List<Row>> byRelease = new HashMap<>();

  Facts(Cluster cluster, History history, Collection<Happened> happened, Connection postgres)
      throws SQLException {
    this.cluster = cluster;
    this.history = history;
    this.happened = happened;
    this.postgres = postgres;
    try (var statement = postgres.createStatement();
        var rows = statement.executeQuery(ROWS)) {
      while (rows.next()) {
        var row =
            new Row(
                rows.getObject("id", UUID.class),
                rows.getInt("member"),
                rows.getInt("service_no"),
                rows.getString("office").intern(),
                rows.getString("service").intern(),
                rows.getString("letter").intern(),
                rows.getInt("partition"),
                rows.getString("slot").intern(),
                rows.getInt("seat"),
                rows.getInt("given"),
                rows.getObject("person", UUID.class),
                rows.getObject("release", UUID.class),
                rows.getString("state").intern(),
                rows.getLong("claimed_ms"),
                rows.getLong("decided_ms"),
                rows.getInt("version"));
        all.add(row);
        if (row.isLeft()) {
          left.computeIfAbsent(row.id(), id -> new ArrayList<>(1)).add(row);
          continue;
        }
        bookings.computeIfAbsent(row.id(), id -> new ArrayList<>(1)).add(row);
        byRelease.computeIfAbsent(row.release(), id -> new ArrayList<>()).add(row);
      }
    }
  }

  /** Whether Redis's clock was right all the time between these. */
  boolean clockWasRight(long fromMs, long untilMs) {
    return happened.stream().noneMatch(one -> one.mayHaveMovedTheClock(fromMs, untilMs));
  }

  List<Row> booking(UUID claim) {
    return bookings.getOrDefault(claim, List.of());
  }

  /** Where it ever was, the present last: the rows of its party of each version. */
  List<List<Row>> versions(UUID claim) {
    var versions = new TreeMap<Integer, List<Row>>();
    for (var row : left.getOrDefault(claim, List.of())) {
      versions.computeIfAbsent(row.version(), v -> new ArrayList<>(1)).add(row);
    }
    for (var row : booking(claim)) {
      versions.computeIfAbsent(row.version(), v -> new ArrayList<>(1)).add(row);
    }
    return List.copyOf(versions.values());
  }

  List<Row> of(Release release) {
    return byRelease.getOrDefault(release.id(), List.of());
  }
}
