package io.antrean.torture.check;

import io.antrean.torture.cluster.Resp;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Conservation: per release, seat by seat, Redis has what PostgreSQL has, and every count adds up
 * to the capacity; so do the holders and the claims' records.
 */
final class RedisAgrees implements Invariant {

  private static final String RELEASES =
      """
      SELECT r.id, s.partition, p.epoch, r.capacity,
             (SELECT count(*) FROM slot WHERE slot.release = r.id) AS slots, s.id AS service
        FROM release r JOIN service s ON s.no = r.service_no JOIN partition p ON p.id = s.partition
       WHERE r.retired_at IS NULL
      """;

  private static final String ORDINALS =
      "SELECT to_char(starts, 'YYYY-MM-DD\"T\"HH24:MI'), ordinal FROM slot WHERE release = ?::uuid";

  /** A release's place: the partition's keys in its epoch. */
  private record Place(String prefix, UUID release, int capacity, int slots, String service) {}

  @Override
  public String name() {
    return "conservation: Redis agrees with PostgreSQL, seat by seat";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) throws IOException, SQLException {
    try (var redis = facts.cluster.redis().connect();
        var statement = facts.postgres.createStatement();
        var rows = statement.executeQuery(RELEASES)) {
      while (rows.next()) {
        var prefix = "{p" + rows.getInt("partition") + "}:e" + rows.getInt("epoch") + ":";
        var place =
            new Place(
                prefix,
                rows.getObject("id", UUID.class),
                rows.getInt("capacity"),
                rows.getInt("slots"),
                rows.getString("service"));
        check(facts, redis, place, broken);
        var moves = redis.call("HLEN", prefix + "m");
        if (!Long.valueOf(0).equals(moves)) broken.accept(prefix + "m has changes: " + moves);
        var offers = redis.call("HLEN", prefix + "o");
        if (!Long.valueOf(0).equals(offers)) broken.accept(prefix + "o has offers: " + offers);
      }
    }
  }

  private static void check(Facts facts, Resp redis, Place place, Consumer<String> broken)
      throws IOException, SQLException {
    var where = "release " + place.release + " " + place.prefix + " ";
    var counts = counts(redis, place);
    var total = place.capacity * place.slots;
    var sum = 0L;
    for (var name : List.of("free", "held", "confirmed", "cooling", "offered", "withheld")) {
      sum += counts.getOrDefault(name, -1L);
    }
    var rows = facts.byRelease.getOrDefault(place.release, List.of());
    var holding = rows.stream().filter(Row::holdsSeat).count();
    if (sum != total) broken.accept(where + "counts " + counts + " are not its " + total);
    if (counts.getOrDefault("held", -1L) != 0) broken.accept(where + "still HELD: " + counts);
    if (counts.getOrDefault("confirmed", -1L) != holding) {
      broken.accept(where + "has " + counts + ", PostgreSQL " + holding + " that hold a seat");
    }
    if (counts.getOrDefault("withheld", 0L) == 0) {
      seats(facts, redis, place, rows, where, broken);
    }
    new RedisRecords(redis, place.prefix, place.service).check(rows, where, broken);
  }

  private static Map<String, Long> counts(Resp redis, Place place) throws IOException {
    var counts = new HashMap<String, Long>();
    var flat = redis.list("HGETALL", place.prefix + "r:" + place.release);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      var value = Resp.string(flat.get(i + 1));
      if (value.matches("-?\\d+")) counts.put(Resp.string(flat.get(i)), Long.valueOf(value));
    }
    return counts;
  }

  private static void seats(
      Facts facts, Resp redis, Place place, List<Row> rows, String where, Consumer<String> broken)
      throws IOException, SQLException {
    var key = place.prefix + "r:" + place.release;
    var expected = expected(facts, place, rows);
    for (var part : List.of(":cool", ":line")) {
      for (var cooling : redis.list("ZRANGE", key + part, "0", "-1")) {
        expected.add(Resp.string(cooling));
      }
    }
    var bits = redis.call("GET", key + ":bits") instanceof byte[] raw ? raw : new byte[0];
    var width = (place.capacity + 7) / 8;
    for (int slot = 0; slot < place.slots; slot++) {
      for (int seat = 1; seat <= place.capacity; seat++) {
        var bit = slot * width * 8 + seat - 1;
        var taken = bit / 8 < bits.length && (bits[bit / 8] >> (7 - bit % 8) & 1) == 1;
        if (taken != expected.contains(slot + ":" + seat)) {
          broken.accept(
              where
                  + "slot "
                  + slot
                  + " seat "
                  + seat
                  + (taken ? " is taken" : " is free")
                  + " in Redis, not in PostgreSQL");
        }
      }
    }
  }

  private static Set<String> expected(Facts facts, Place place, List<Row> rows)
      throws SQLException {
    var ordinals = new HashMap<String, Integer>();
    try (var query = facts.postgres.prepareStatement(ORDINALS)) {
      query.setString(1, place.release.toString());
      try (var found = query.executeQuery()) {
        while (found.next()) ordinals.put(found.getString(1), found.getInt(2));
      }
    }
    var expected = new HashSet<String>();
    for (var row : rows) {
      if (row.holdsSeat()) expected.add(ordinals.get(row.slot()) + ":" + row.seat());
    }
    return expected;
  }
}
