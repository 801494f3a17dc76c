package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Two nodes share the partitions")
class TwoNodesSpec {

  private static final int PARTITIONS = 8;
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration TAKEN_OVER_WITHIN = LEASE.plusSeconds(2);
  private static final Duration SHARED_WITHIN = Duration.ofSeconds(20);
  private static final Map<String, String> ASYNC = Map.of("Prefer", "respond-async");

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_LEDGER_LEASE_MS",
              Long.toString(LEASE.toMillis()),
              "ANTREAN_LEDGER_RENEW_EVERY_MS",
              "400"));

  /** A claim of a seat in one of the partitions. */
  private record Asked(String token, String release, UUID claim) {}

  private final Day day = Day.next();

  /** A release in each partition. */
  private final List<String> releases = new ArrayList<>();

  @BeforeAll
  static void aServiceInEachPartition() {
    for (int p = 0; p < PARTITIONS; p++) {
      var letter = (char) ('P' + p);
      var body =
          new JsonObject()
              .put("office", "sampit")
              .put("id", service(p))
              .put("name", "Layanan " + letter)
              .put("letter", String.valueOf(letter))
              .put("category", "PASSPORT");
      var added = office.call(0, "POST", "/api/v1/services", office.token("admin"), body);
      then(added.status()).isEqualTo(201);
    }
    then(office.sql("SELECT count(DISTINCT partition) FROM service WHERE letter >= 'P'"))
        .isEqualTo((long) PARTITIONS);
  }

  /** The first of these ids that the server puts into the partition. */
  private static String service(int partition) {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "s-" + i)
        .filter(id -> Math.floorMod(("sampit/" + id).hashCode(), PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }

  @BeforeEach
  void aReleaseInEachPartition() {
    for (int p = 0; p < PARTITIONS; p++) {
      releases.add(office.release(day.terms(20, 1).put("service", service(p))));
    }
  }

  private static String shares() {
    return (String)
        office.sql(
            """
            SELECT string_agg(share::text, ' ') FROM
              (SELECT count(*) AS share FROM partition
                WHERE owner IS NOT NULL AND state = 'OPEN' GROUP BY owner ORDER BY 1) AS s
            """);
  }

  private static void thenShared(String expected, Duration within) {
    then(Eventually.find(within, TwoNodesSpec::shares, expected::equals)).isEqualTo(expected);
  }

  private List<Asked> oneInEachPartition() {
    var tokens = office.citizens(PARTITIONS);
    return IntStream.range(0, PARTITIONS)
        .mapToObj(p -> new Asked(tokens.get(p), releases.get(p), UUID.randomUUID()))
        .toList();
  }

  private Answer claim(Asked one) {
    return office.claim(0, one.token, one.release, one.claim, day.wish("08:00"));
  }

  private CompletableFuture<Answer> claimAt(int port, Asked one, Map<String, String> headers) {
    var wish = day.wish("08:00");
    return office.claimAtPort(port, one.token, one.release, one.claim, wish, headers);
  }

  private static long confirmed(List<Asked> asked) {
    var ids = asked.stream().map(one -> "'" + one.claim + "'").toList();
    return (Long)
        office.sql(
            "SELECT count(*) FROM booking WHERE state = 'CONFIRMED' AND id IN ("
                + String.join(",", ids)
                + ")");
  }

  private static void thenConfirmed(List<Asked> asked, Duration within) {
    then(Eventually.find(within, () -> confirmed(asked), n -> n == asked.size()))
        .isEqualTo(asked.size());
  }

  private void thenGranted(int port) {
    for (var one : oneInEachPartition()) {
      then(claimAt(port, one, Map.of()).join().status()).isEqualTo(201);
    }
  }

  private static void thenNothingTwice() {
    var twice =
        "SELECT count(*) FROM (SELECT FROM booking WHERE state NOT IN ('CANCELLED', 'REJECTED')"
            + " GROUP BY service_no, slot, seat HAVING count(*) > 1) AS twice";
    then(office.sql(twice)).isEqualTo(0L);
    then(office.management(0, "/metrics")).contains("antrean_double_bookings_total 0.0");
  }

  @Test
  void and_one_has_them_all_when_the_other_stops() {
    var second = office.startNode();
    thenShared("4 4", SHARED_WITHIN);
    thenGranted(office.node(0).apiPort());
    thenGranted(office.node(second).apiPort());
    office.stopNode(second);
    thenShared("8", LEASE);
    thenGranted(office.node(0).apiPort());
    thenNothingTwice();
  }

  @Test
  void and_one_that_hangs_is_replaced_and_comes_back() {
    try (var second = office.startProcess()) {
      thenShared("4 4", SHARED_WITHIN);
      thenGranted(second.port());
      var caught = oneInEachPartition();
      var under = caught.stream().map(one -> claimAt(second.port(), one, Map.of())).toList();
      second.hangs();
      var held = oneInEachPartition();
      for (var one : held) {
        var told = claimAt(office.node(0).apiPort(), one, ASYNC).join();
        then(told.status()).isEqualTo(202);
      }
      thenConfirmed(held, TAKEN_OVER_WITHIN);
      thenShared("8", TAKEN_OVER_WITHIN);
      thenGranted(office.node(0).apiPort());

      second.goesOn();
      var told = under.stream().map(CompletableFuture::join).toList();
      then(told).extracting(Answer::status).isSubsetOf(201, 202, 503);
      for (var one : caught) then(claim(one).status()).isIn(200, 201);
      thenConfirmed(caught, TAKEN_OVER_WITHIN);
      thenShared("4 4", SHARED_WITHIN);
      thenGranted(second.port());
      thenGranted(office.node(0).apiPort());
    }
    thenNothingTwice();
  }

  @Test
  void and_what_a_killed_one_has_told_is_confirmed_by_the_other() {
    var held = new ArrayList<Asked>();
    var asked = new ArrayList<Asked>();
    try (var second = office.startProcess()) {
      thenShared("4 4", SHARED_WITHIN);
      thenGranted(second.port());
      for (int i = 0; i < 15; i++) asked.addAll(oneInEachPartition());
      var under = new ArrayList<CompletableFuture<Answer>>();
      for (var one : asked) {
        under.add(claimAt(second.port(), one, ASYNC));
        if (under.size() == 80) under.get(40).join();
      }
      second.kill();
      for (int i = 0; i < asked.size(); i++) {
        // Those that were not answered have ended with the connection.
        var told = under.get(i).exceptionally(gone -> null).join();
        if (told != null && told.status() < 300) held.add(asked.get(i));
      }
    }
    then(held).isNotEmpty();
    thenConfirmed(held, TAKEN_OVER_WITHIN);
    thenShared("8", TAKEN_OVER_WITHIN);
    for (var one : held) then(claim(one).status()).isEqualTo(200);
    for (var one : asked) then(claim(one).status()).isIn(200, 201);
    thenConfirmed(asked, TAKEN_OVER_WITHIN);
    thenNothingTwice();
  }
}
