package io.antrean.torture.check;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** Who has not come is blocked, soon after and in every service; nobody else is. */
final class NoShowsFollow implements Invariant {

  /** From PostgreSQL's block to Redis, also where the partition's owner has to be replaced. */
  private static final long TOLD_MS = 30_000;

  /** A claim's instant is by Redis's clock, which may be moved ahead by so much. */
  private static final long CLOCK_AHEAD_MAX_MS = 10_000;

  private static final String BLOCKS =
      """
      SELECT person, (extract(epoch FROM changed_at) * 1000)::bigint FROM person_block
       WHERE until > now()
      """;

  @Override
  public String name() {
    return "who has not come is blocked, and nobody else";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) throws SQLException {
    var missed = new HashSet<UUID>();
    for (var row : facts.all) if (row.state().equals("NO_SHOW")) missed.add(row.person());
    var blocked = blocked(facts);
    for (var person : missed) {
      if (!blocked.containsKey(person)) broken.accept(person + " has not come and is not blocked");
    }
    for (var row : facts.all) {
      var since = blocked.get(row.person());
      if (since != null && !row.isRefused() && claimedMs(facts, row) > since + TOLD_MS) {
        broken.accept(row + " was granted to somebody who is blocked since " + since);
      }
    }
    for (var claim : facts.history.claims()) {
      for (var told : claim.told()) {
        if (!told.word().equals("person-blocked")) continue;
        if (claim.party().stream().noneMatch(missed::contains)) {
          broken.accept(claim + " heard " + told + ", and all of them had come");
        }
      }
    }
  }

  /** At the earliest. */
  private static long claimedMs(Facts facts, Row row) {
    var isRight = facts.clockWasRight(row.claimedMs(), row.claimedMs());
    return isRight ? row.claimedMs() : row.claimedMs() - CLOCK_AHEAD_MAX_MS;
  }

  private static Map<UUID, Long> blocked(Facts facts) throws SQLException {
    var blocked = new HashMap<UUID, Long>();
    try (var statement = facts.postgres.createStatement();
        var rows = statement.executeQuery(BLOCKS)) {
      while (rows.next()) blocked.put(rows.getObject(1, UUID.class), rows.getLong(2));
    }
    return blocked;
  }
}
