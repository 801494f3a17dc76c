package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A thousand swaps among full and free slots, under a rush")
class SwapsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final int CAPACITY = 40;
  private static final int BOOKED = 200;
  private static final int ASKED_EACH = 5;
  private static final int RUSH = 300;
  private static final List<String> TIMES =
      List.of("08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "09:30", "09:45");
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Map<String, String> WAIT = Map.of("Prefer", "wait=20");

  private final Day day = Day.next();
  private final String release = office.release(day.terms(CAPACITY, TIMES.size()));
  private final List<String> people = office.citizens(BOOKED);
  private final List<UUID> claims = new ArrayList<>();
  private final AtomicInteger moved = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  /** The first four slots are full, one is half full, the others are free. */
  private void book() {
    var asked = new ArrayList<CompletableFuture<Answer>>();
    for (int i = 0; i < BOOKED; i++) {
      claims.add(UUID.randomUUID());
      var wish = day.wish(TIMES.get(i / CAPACITY));
      asked.add(office.claimAsync(0, people.get(i), release, claims.get(i), wish, WAIT));
    }
    for (var one : asked) then(one.join().status()).isEqualTo(201);
  }

  private Answer move(int port, int who, String time) {
    var path = "/api/v1/bookings/" + claims.get(who) + "/reschedule";
    return office.callPort(port, "POST", path, people.get(who), day.wish(time), WAIT);
  }

  /** Every person asks five times, at these ports in turn; whoever gets no answer asks again. */
  private void swap(List<Integer> ports, Runnable inTheMiddle) {
    var seed = new Random().nextLong();
    var threads = Executors.newFixedThreadPool(32);
    var done = new AtomicInteger();
    var lanes = new ArrayList<CompletableFuture<Void>>();
    for (int i = 0; i < BOOKED; i++) {
      var who = i;
      var random = new Random(seed + i);
      lanes.add(
          CompletableFuture.runAsync(
              () -> {
                for (int n = 0; n < ASKED_EACH; n++) {
                  swapOne(ports, who, TIMES.get(random.nextInt(TIMES.size())));
                  if (done.incrementAndGet() == BOOKED * ASKED_EACH / 3) inTheMiddle.run();
                }
              },
              threads));
    }
    var rush = new ArrayList<CompletableFuture<Answer>>();
    for (var token : office.citizens(RUSH)) {
      var wish = day.wish(TIMES.get(ThreadLocalRandom.current().nextInt(TIMES.size())));
      rush.add(
          office.claimAsync(0, token, release, UUID.randomUUID(), wish.put("orNext", true), WAIT));
    }
    for (var lane : lanes) lane.join();
    for (var one : rush) then(one.join().status()).isIn(201, 202, 409, 503);
    threads.shutdown();
    then(done.get()).isEqualTo(1_000);
  }

  private void swapOne(List<Integer> ports, int who, String time) {
    for (int attempt = 0; attempt < 200; attempt++) {
      Answer answer;
      try {
        answer = move(ports.get((who + attempt) % ports.size()), who, time);
      } catch (RuntimeException away) {
        continue;
      }
      if (answer.status() == 200) moved.incrementAndGet();
      else if (answer.problem().equals("slot-taken") || answer.problem().equals("sold-out")) {
        refused.incrementAndGet();
      } else if (answer.status() == 202
          || answer.status() == 503
          || answer.problem().equals("change-pending")) {
        Eventually.pause(50);
        continue;
      } else {
        then(answer.problem()).isEqualTo("not-reschedulable");
      }
      return;
    }
    throw new IllegalStateException("no answer to a change");
  }

  /** Everybody has one booking, in Redis where PostgreSQL has it. */
  private void thenNobodyHasNoneOrTwo() {
    var of = " FROM booking WHERE release = '" + release + "'";
    var ours =
        of
            + " AND id IN ('"
            + String.join("','", claims.stream().map(UUID::toString).toList())
            + "')";
    then(office.sql(
            "SELECT count(*) FROM (SELECT id"
                + ours
                + " AND state = 'CONFIRMED' GROUP BY id HAVING count(*) = 1) one"))
        .isEqualTo((long) BOOKED);
    then(office.sql("SELECT count(*)" + ours + " AND state NOT IN ('CONFIRMED', 'MOVED')"))
        .isEqualTo(0L);
    then(office.sql(
            "SELECT count(*) FROM (SELECT slot, seat"
                + of
                + " AND state = 'CONFIRMED' GROUP BY slot, seat HAVING count(*) > 1) two"))
        .isEqualTo(0L);
    then(office.sql(
            "SELECT count(*) FROM (SELECT slot, seat, given"
                + of
                + " GROUP BY slot, seat, given HAVING count(*) > 1) twice"))
        .isEqualTo(0L);
    for (int i = 0; i < BOOKED; i++) {
      var who = i;
      var wish = day.wish(TIMES.get(i / CAPACITY));
      var said =
          Eventually.find(
              SOON,
              () -> office.claim(0, people.get(who), release, claims.get(who), wish),
              a -> a.status() == 200);
      var row = office.call(0, "GET", "/api/v1/bookings/" + claims.get(i), people.get(i), null);
      then(said.body()).isEqualTo(row.body());
    }
    var confirmed =
        ((Long) office.sql("SELECT count(*)" + of + " AND state = 'CONFIRMED'")).intValue();
    var told = Eventually.find(SOON, this::audit, one -> isSettled(one, confirmed));
    then(told.getInteger("difference")).isZero();
    then(isSettled(told, confirmed)).isTrue();
  }

  private static boolean isSettled(JsonObject told, int confirmed) {
    if (!told.containsKey("redis")) return false;
    var redis = told.getJsonObject("redis");
    return redis.getInteger("confirmed") == confirmed
        && redis.getInteger("held") == 0
        && told.getInteger("difference") == 0
        && told.getJsonObject("postgres").getInteger("confirmed") == confirmed;
  }

  private JsonObject audit() {
    var path = "/api/v1/audit/conservation?limit=200";
    var page = office.call(0, "GET", path, office.token("supervisor"), null).body();
    for (var one : page.getJsonArray("items")) {
      var item = (JsonObject) one;
      if (item.getString("release").equals(release)) return item;
    }
    return new JsonObject();
  }

  @Test
  void end_with_one_booking_for_everybody() {
    book();
    swap(List.of(office.node(0).apiPort()), () -> {});
    then(moved.get()).as("swaps that were done").isGreaterThan(100);
    then(refused.get()).as("swaps that were refused").isGreaterThan(20);
    thenNobodyHasNoneOrTwo();
  }

  @Test
  void end_so_too_when_a_node_is_killed_in_the_middle() {
    book();
    ServerProcess other = office.startProcess();
    try {
      swap(List.of(office.node(0).apiPort(), other.port()), other::kill);
    } finally {
      other.close();
    }
    then(moved.get()).as("swaps that were done").isGreaterThan(100);
    thenNobodyHasNoneOrTwo();
  }
}
