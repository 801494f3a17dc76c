package io.antrean.torture;

import io.antrean.torture.check.Violation;
import io.antrean.torture.client.Asking;
import io.antrean.torture.client.Claim;
import io.antrean.torture.client.History;
import io.antrean.torture.client.Told;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;

/** After the faults: everything is ready, every claim has an outcome, the ledger is empty. */
final class Drain {

  private static final String INVARIANT =
      "healed, every claim has an outcome and the ledger drains";

  private static final int LANES = 16;

  /** So many are asked again before it is looked whether there are fewer. */
  private static final int A_TURN = 5000;

  private static final String ALL_LEAVE =
      """
      UPDATE waitlist_entry SET state = 'LEFT', ended_at = now()
       WHERE state IN ('WAITING', 'OFFERED')
      """;

  private static final String OPEN_OFFERS =
      "SELECT entry || ' of release ' || release FROM offer WHERE state = 'OPEN'";

  private static final String PARTITIONS =
      "SELECT id, epoch FROM partition WHERE id IN (SELECT partition FROM service)";

  private static final String RELEASES =
      """
      SELECT r.id, s.partition, p.epoch
        FROM release r JOIN service s ON s.no = r.service_no JOIN partition p ON p.id = s.partition
       WHERE r.retired_at IS NULL
      """;

  private static final long DAY_MS = 90_000;

  private static final String UNCLOSED =
      """
      SELECT (SELECT count(*) FROM booking b
                JOIN slot t ON t.service_no = b.service_no AND t.starts = b.slot
               WHERE b.state = 'CONFIRMED' AND t.starts_at < now() + interval '1 hour')
             || ' ' || (SELECT count(*) FROM ended_booking)
             || ' ' || (SELECT count(*) FROM no_show WHERE judged_at IS NULL)
      """;

  private final Cluster cluster;
  private final History history;
  private final long patienceMs;

  Drain(Cluster cluster, History history, long patienceMs) {
    this.cluster = cluster;
    this.history = history;
    this.patienceMs = patienceMs;
  }

  /** What did not come to its end. */
  List<Violation> run() {
    var found = new ArrayList<Violation>();
    askUntilAllAreDecided().stream()
        .limit(10)
        .forEach(claim -> found.add(new Violation(INVARIANT, last(claim))));
    if (!Shell.within(patienceMs, () -> waiting().isEmpty())) {
      found.add(new Violation(INVARIANT, waiting()));
    }
    if (!Shell.within(patienceMs, () -> backlog().isEmpty())) {
      found.add(new Violation(INVARIANT, backlog()));
    }
    if (!Shell.within(patienceMs, () -> unloaded().isEmpty())) {
      found.add(new Violation("every release is loaded into Redis", unloaded()));
    }
    // The last slot of today begins within a minute and a half.
    if (!Shell.within(DAY_MS + patienceMs, () -> unclosed().isEmpty())) {
      found.add(
          new Violation("a day that is over is closed, and what follows is done", unclosed()));
    }
    return found;
  }

  /** What is left to do for the days that are over; empty when all is done. */
  private String unclosed() {
    try (var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var rows = statement.executeQuery(UNCLOSED)) {
      rows.next();
      var left = rows.getString(1);
      return left.equals("0 0 0") ? "" : "bookings, ended, not judged: " + left;
    } catch (SQLException e) {
      return e.toString();
    }
  }

  /** What is open still when none has come to its end for as long as patience allows. */
  private List<Claim> askUntilAllAreDecided() {
    var ends = System.nanoTime() + patienceMs * 1_000_000;
    var before = Integer.MAX_VALUE;
    while (true) {
      var open = history.claims().stream().filter(Drain::isOpen).toList();
      if (open.size() < before) ends = System.nanoTime() + patienceMs * 1_000_000;
      if (open.isEmpty() || System.nanoTime() > ends) return open;
      before = open.size();
      var left = new ConcurrentLinkedQueue<>(open.subList(0, Math.min(open.size(), A_TURN)));
      var lanes = new ArrayList<Thread>();
      for (int i = 0; i < LANES; i++) lanes.add(new Thread(() -> ask(left), "drain-" + i));
      lanes.forEach(Thread::start);
      lanes.forEach(Shell::join);
    }
  }

  private static boolean isOpen(Claim claim) {
    return claim.isOpen() || claim.isCancelOpen() || claim.isMoveOpen();
  }

  private void ask(Queue<Claim> left) {
    try (var asking = new Asking(cluster, history)) {
      for (Claim claim; (claim = left.poll()) != null; ) {
        if (repeat(asking, claim).isOpen() || isOpen(claim)) Shell.sleep(20);
      }
    }
  }

  private static String last(Claim claim) {
    var told = claim.told();
    return claim + " has none, at last " + told.get(told.size() - 1);
  }

  private Told repeat(Asking asking, Claim claim) {
    var node = ThreadLocalRandom.current().nextInt(Cluster.NODES);
    var told = claim.isOpen() ? asking.ask(claim, Told.Verb.PUT, node, null) : null;
    if (claim.isMoveOpen()) told = asking.move(claim, claim.lastMove(), node, null);
    return claim.isCancelOpen() ? asking.ask(claim, Told.Verb.DELETE, node, null) : told;
  }

  /** Everybody leaves the waiting lists; what is on offer still, empty when nothing is. */
  private String waiting() {
    try (var redis = cluster.redis().connect();
        var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement()) {
      statement.execute(ALL_LEAVE);
      var left = new StringBuilder();
      try (var rows = statement.executeQuery(OPEN_OFFERS)) {
        while (rows.next()) left.append("offer ").append(rows.getString(1)).append("; ");
      }
      try (var rows = statement.executeQuery(PARTITIONS)) {
        while (rows.next()) {
          var prefix = "{p" + rows.getInt(1) + "}:e" + rows.getString(2) + ":";
          for (var part : List.of("o", "w")) {
            var length = redis.call("HLEN", prefix + part);
            if (!Long.valueOf(0).equals(length)) {
              left.append(prefix).append(part).append(" has ").append(length).append("; ");
            }
          }
        }
      }
      return left.toString();
    } catch (IOException | SQLException e) {
      return e.toString();
    }
  }

  /** Releases that PostgreSQL has and Redis has not; one may have been made at the last moment. */
  private String unloaded() {
    try (var redis = cluster.redis().connect();
        var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var rows = statement.executeQuery(RELEASES)) {
      var left = new StringBuilder();
      while (rows.next()) {
        var key = "{p%d}:e%d:releases".formatted(rows.getInt(2), rows.getLong(3));
        if (!Long.valueOf(1).equals(redis.call("SISMEMBER", key, rows.getString(1)))) {
          left.append(rows.getString(1)).append(" is not in ").append(key).append("; ");
        }
      }
      return left.toString();
    } catch (IOException | SQLException e) {
      return e.toString();
    }
  }

  /** What is not drained; empty when all is. */
  private String backlog() {
    var left = new StringBuilder();
    try (var redis = cluster.redis().connect();
        var postgres = cluster.postgres().connect();
        var statement = postgres.createStatement();
        var rows = statement.executeQuery(PARTITIONS)) {
      while (rows.next()) {
        var tag = "{p" + rows.getInt(1) + "}:";
        var epoch = rows.getString(2);
        var state = redis.text("HGET", tag + "epoch", "state");
        var at = redis.text("HGET", tag + "epoch", "epoch");
        var meta = tag + "e" + epoch + ":meta";
        var appended = redis.text("HGET", meta, "appended");
        var applied = redis.text("HGET", meta, "applied");
        if (!"OPEN".equals(state) || !epoch.equals(at) || !Objects.equals(appended, applied)) {
          left.append(
              "partition %s epoch %s: Redis is %s in epoch %s, %s of %s entries applied; "
                  .formatted(tag, epoch, state, at, applied, appended));
        }
      }
      return left.toString();
    } catch (IOException | SQLException e) {
      return e.toString();
    }
  }
}
