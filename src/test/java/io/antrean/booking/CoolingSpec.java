package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Cooling;
import io.antrean.config.BookingConfig;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A seat that was given back cools")
class CoolingSpec {

  private static final long MIN_MS = 30_000;
  private static final long MAX_MS = 60_000;

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_BOOKING_COOLING_MIN_MS", Long.toString(MIN_MS),
              "ANTREAN_BOOKING_COOLING_MAX_MS", Long.toString(MAX_MS)));

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Map<String, String> NO_WAIT = Map.of("Prefer", "wait=20");

  private final Day day = Day.next();

  private Answer claimed(String token, String release, UUID id) {
    return office.claim(0, token, release, id, day.wish("08:00"));
  }

  private Answer cancel(int node, String token, UUID id) {
    return office.call(node, "DELETE", "/api/v1/bookings/" + id, token, null, NO_WAIT);
  }

  private static List<String> redis(String... words) {
    return RedisShell.run(office.redis().uri(), words);
  }

  private static String key(String release, String part) {
    return RedisShell.one(office.redis().uri(), "KEYS", "*:r:" + release + part);
  }

  @Test
  void for_a_time_within_the_bounds_that_differs_from_seat_to_seat() {
    var second = Duration.ofSeconds(1);
    var cooling =
        new Cooling(new BookingConfig(second.multipliedBy(2), second.multipliedBy(3), second));
    var times = new ArrayList<Long>();
    for (int i = 0; i < 20_000; i++) times.add(cooling.nextMs());
    then(times).allMatch(ms -> ms >= 2_000 && ms <= 3_000).contains(2_000L, 3_000L);
    then(times.stream().mapToLong(ms -> ms).average().orElseThrow()).isBetween(2_450.0, 2_550.0);
    then(times.subList(0, 20).stream().distinct().count()).isGreaterThan(10);
  }

  @Test
  void and_of_two_hundred_none_is_claimed_by_a_broker_within_a_second() {
    var seats = 200;
    var release = office.release(day.terms(seats, 1));
    var sellers = office.citizens(seats);
    var buyers = office.citizens(seats);
    var claims = new ArrayList<UUID>();
    var booked = new ArrayList<CompletableFuture<Answer>>();
    for (var seller : sellers) {
      claims.add(UUID.randomUUID());
      var id = claims.get(claims.size() - 1);
      booked.add(office.claimAsync(0, seller, release, id, day.wish("08:00"), NO_WAIT));
    }
    for (var one : booked) then(one.join().status()).isEqualTo(201);
    var threads = Executors.newFixedThreadPool(seats);
    var tricks = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < seats; i++) {
      var place = i;
      tricks.add(
          CompletableFuture.supplyAsync(
              () -> trick(sellers.get(place), claims.get(place), buyers.get(place), release),
              threads));
    }
    then(tricks.stream().mapToInt(CompletableFuture::join).sum()).isZero();
    threads.shutdown();
    then(office.sql(
            "SELECT count(*) FROM booking WHERE state = 'CANCELLED' AND release = '"
                + release
                + "'"))
        .isEqualTo((long) seats);
  }

  /** Cancels, and claims for somebody else for a second; how often that was granted. */
  private int trick(String seller, UUID sold, String buyer, String release) {
    then(cancel(0, seller, sold).status()).isEqualTo(200);
    var got = 0;
    var until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    while (System.nanoTime() < until) {
      var answer = claimed(buyer, release, UUID.randomUUID());
      if (answer.status() < 300) got++;
      else then(answer.problem()).isEqualTo("sold-out");
    }
    return got;
  }

  @Test
  void until_the_time_that_postgres_keeps_also_when_redis_forgets() {
    var release = office.release(day.terms(1, 1));
    var ani = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    then(claimed(ani, release, claim).status()).isEqualTo(201);
    then(cancel(1, ani, claim).status()).isEqualTo(200);
    var row = " FROM booking WHERE id = '" + claim + "'";
    var cools =
        office.sql("SELECT (extract(epoch FROM back_at - cancelled_at) * 1000)::bigint" + row);
    then((Long) cools).isBetween(MIN_MS, MAX_MS);
    var backAt = office.sql("SELECT (extract(epoch FROM back_at) * 1000)::bigint::text" + row);
    var expected = List.of("0:1", backAt);
    then(redis("ZRANGE", key(release, ":cool"), "0", "-1", "WITHSCORES")).isEqualTo(expected);

    redis("FLUSHALL");
    var sorted =
        Eventually.find(
            SOON,
            () -> redis("ZRANGE", key(release, ":cool"), "0", "-1", "WITHSCORES"),
            found -> found.equals(expected));
    then(sorted).isEqualTo(expected);
    var counted = new JsonObject(Map.of("free", 0, "held", 0, "confirmed", 0, "cooling", 1));
    for (var store : List.of("redis", "postgres")) {
      var told =
          Eventually.find(
              SOON, () -> audited(release, store), one -> one.getInteger("cooling") == 1);
      then(told.getMap()).containsAllEntriesOf(counted.getMap());
    }
    var budi = office.citizens(1).get(0);
    // What is told of PostgreSQL may be of before: the partition opens a moment after its keys are.
    var refused =
        Eventually.find(
            SOON,
            () -> claimed(budi, release, UUID.randomUUID()).problem(),
            problem -> !problem.equals("recovering"));
    then(refused).isEqualTo("sold-out");
  }

  private static JsonObject audited(String release, String store) {
    var path = "/api/v1/audit/conservation?limit=200";
    var items = office.call(0, "GET", path, office.token("supervisor"), null).body();
    for (var one : items.getJsonArray("items")) {
      var item = (JsonObject) one;
      if (item.getString("release").equals(release)) return item.getJsonObject(store);
    }
    return new JsonObject().put("cooling", -1);
  }

  @Test
  void and_memory_says_sold_out_meanwhile() {
    var release = office.release(day.terms(1, 1));
    var ani = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    then(claimed(ani, release, claim).status()).isEqualTo(201);
    then(cancel(0, ani, claim).status()).isEqualTo(200);
    Eventually.find(SOON, () -> key(release, ":cool"), key -> !key.isEmpty());
    // Whoever is refused from memory does not reach Redis: its scripts are not called.
    var board = office.citizens(1).get(0);
    Eventually.find(SOON, () -> batchesOf(board, release), count -> count == 0);
    var before = batches();
    for (int i = 0; i < 20; i++) {
      then(claimed(board, release, UUID.randomUUID()).problem()).isEqualTo("sold-out");
    }
    then(batches() - before).isLessThan(3);
  }

  private double batchesOf(String token, String release) {
    var before = batches();
    then(claimed(token, release, UUID.randomUUID()).problem()).isEqualTo("sold-out");
    return batches() - before;
  }

  private static double batches() {
    return office
        .management(0, "/metrics")
        .lines()
        .filter(line -> line.startsWith("antrean_claim_batch_size_count"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
