package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.ServerProcess;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Twenty officers call the next one, all at once, in a lobby of a thousand. */
@DisplayName("Twenty officers who call at once")
class CallingSpec {

  private static final int OFFICERS = 20;

  /** The slot after the next one is up to 31 minutes ahead. */
  @RegisterExtension
  static final Installation installation =
      new Installation(1, Map.of("ANTREAN_FLOOR_EARLY_MS", "1900000"));

  /** So many of each lane, in a shuffled order of arrival. */
  private static void lobby(FloorOffice office, int priority, int online, int walkIns) {
    installation.sql(
        """
        INSERT INTO visit (id, office, day, service_no, number, booking, member, person, slot, lane,
                           state, stage, checked_in_at, waiting_since)
        SELECT gen_random_uuid(), '%1$s', '%2$s', s.no, 'X' || g.i,
               CASE WHEN g.lane <> 'WALK_IN' THEN gen_random_uuid() END,
               CASE WHEN g.lane <> 'WALK_IN' THEN 0 END,
               CASE WHEN g.lane <> 'WALK_IN' THEN gen_random_uuid() END,
               CASE WHEN g.lane <> 'WALK_IN' THEN '%2$s'::timestamp + '8 hours' END,
               g.lane, 'WAITING', 'PHOTO', now(), now()
          FROM (SELECT i, CASE WHEN i <= %3$d THEN 'PRIORITY' WHEN i <= %4$d THEN 'ONLINE'
                               ELSE 'WALK_IN' END AS lane
                  FROM generate_series(1, %5$d) i ORDER BY random()) g,
               service s WHERE s.office = '%1$s' AND s.id = 'passport'
        """
            .formatted(
                office.id,
                office.today(),
                priority,
                priority + online,
                priority + online + walkIns));
  }

  /** What an officer does until nobody waits: calls, and puts them aside. */
  private static void work(FloorOffice office, String counter, Supplier<Integer> port) {
    var token = office.token("officer");
    while (true) {
      var next = send(port, office.path("/counters/" + counter + "/next"), token, null);
      if (next == null) continue;
      if (next.status() == 204) return;
      // Of who was called in an answer that never came.
      var id = next.body().getString(next.status() == 409 ? "visit" : "id");
      then(next.status()).as(next.body().encode()).isIn(200, 409);
      Answer parked = null;
      while (parked == null || parked.status() == 409) {
        var visit = installation.call(0, "GET", office.path("/visits/" + id), token, null).body();
        if (!visit.getString("state").equals("CALLED")) break;
        var park = new JsonObject().put("act", "PARK").put("version", visit.getInteger("version"));
        parked = send(port, office.path("/visits/" + id + "/steps"), token, park);
      }
    }
  }

  /** Null when the server is gone. */
  private static Answer send(Supplier<Integer> port, String path, String token, JsonObject body) {
    try {
      var json = body == null ? new JsonObject() : body;
      return installation.callPort(port.get(), "POST", path, token, json, Map.of());
    } catch (CompletionException gone) {
      return null;
    }
  }

  private static void all(FloorOffice office, Supplier<Integer> port) {
    var threads = Executors.newFixedThreadPool(OFFICERS);
    try {
      var work =
          IntStream.range(0, OFFICERS)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> work(office, "c" + i, i % 2 == 0 ? here() : port), threads))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(work).join();
    } finally {
      threads.shutdown();
    }
  }

  private static Supplier<Integer> here() {
    return () -> installation.node(0).apiPort();
  }

  private static FloorOffice office(String id) {
    var office = FloorOffice.open(installation, id, 1);
    for (int i = 0; i < OFFICERS; i++) office.counter("c" + i);
    return office;
  }

  /** The lanes in the order in which the office called. */
  private static List<String> calls(FloorOffice office) {
    var calls =
        installation.sql(
            """
            SELECT string_agg(v.lane, ' ' ORDER BY s.no)
              FROM visit_step s JOIN visit v ON v.id = s.visit
             WHERE s.act = 'CALL' AND v.office = '%s'
            """
                .formatted(office.id));
    return List.of(calls.toString().split(" "));
  }

  private static void eachOnceInTheirShares(FloorOffice office, int visitors) {
    var calls = calls(office);
    then(calls).as("each visitor is called once").hasSize(visitors);
    then(installation.sql(
            "SELECT count(*)::int FROM visit WHERE calls = 1 AND version = 2 AND office = '%s'"
                .formatted(office.id)))
        .isEqualTo(visitors);
    for (int i = 0; i + 5 <= visitors; i++) {
      var five = calls.subList(i, i + 5);
      then(Collections.frequency(five, "PRIORITY")).as("calls from %d", i).isEqualTo(2);
      then(Collections.frequency(five, "ONLINE")).as("calls from %d", i).isEqualTo(2);
    }
  }

  @Test
  void call_each_of_a_thousand_once_two_two_and_one_in_any_five() {
    var office = office("calling");
    lobby(office, 400, 400, 200);
    all(office, here());
    eachOnceInTheirShares(office, 1000);
  }

  @Test
  void do_so_though_one_of_two_nodes_is_killed_in_the_middle() throws Exception {
    var office = office("killed");
    lobby(office, 120, 120, 60);
    var other = installation.startProcess();
    var ports = new ConcurrentLinkedQueue<>(List.of(other.port()));
    var killer = Executors.newSingleThreadScheduledExecutor();
    killer.schedule(
        () -> {
          kill(other);
          ports.clear();
        },
        400,
        TimeUnit.MILLISECONDS);
    all(office, () -> ports.isEmpty() ? installation.node(0).apiPort() : ports.iterator().next());
    killer.shutdown();
    then(killer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    then(ports).as("it was killed").isEmpty();
    eachOnceInTheirShares(office, 300);
  }

  private static void kill(ServerProcess process) {
    process.kill();
  }

  @Test
  void serve_a_line_in_the_order_of_the_slots_and_the_others_in_that_of_arrival() {
    var office = FloorOffice.open(installation, "in-order", 5);
    office.counter("one");
    var citizens = installation.citizens(3);
    var second = office.checkIn(office.book(citizens.get(0), 1));
    var first = office.checkIn(office.book(citizens.get(1), 0));
    var third = office.checkIn(office.book(citizens.get(2), 1));
    for (var guest : List.of(first, second, third)) {
      var visit = guest.body().getJsonArray("visits").getJsonObject(0);
      var called = office.next("one");
      then(called.body().getString("id")).isEqualTo(visit.getString("id"));
      office.done(called.body(), "PARK");
    }
    then(office.next("one").status()).isEqualTo(204);
  }

  @Test
  void never_have_two_at_one_counter_and_none_at_a_closed_one() {
    var office = FloorOffice.open(installation, "one-each", 5);
    office.counter("one");
    office.walkIn();
    office.walkIn();
    var called = office.next("one").body();
    var busy = office.next("one");
    then(busy.problem()).isEqualTo("counter-busy");
    then(busy.body().getString("visit")).isEqualTo(called.getString("id"));
    var closing = new JsonObject().put("name", "Loket").put("open", false);
    then(office.ask("PUT", "/counters/one", "supervisor", closing).problem())
        .isEqualTo("counter-busy");
    office.done(called, "PARK");
    then(office.ask("PUT", "/counters/one", "supervisor", closing).status()).isEqualTo(200);
    then(office.next("one").problem()).isEqualTo("counter-closed");
    for (var none : List.of("none", "%00", "NONE")) {
      then(office.next(none).problem()).as(none).isEqualTo("not-found");
    }
  }

  @Test
  void take_only_whom_their_counter_is_for() {
    var office = FloorOffice.open(installation, "for-whom", 5);
    office.counter("walk-in", new JsonObject().put("lanes", List.of("WALK_IN")));
    office.counter("permits", new JsonObject().put("services", List.of(FloorOffice.PERMIT)));
    office.counter("interview", new JsonObject().put("stages", List.of("INTERVIEW")));
    var guest = office.guest(installation.citizens(1).get(0));
    then(office.next("walk-in").status()).isEqualTo(204);
    then(office.next("permits").status()).isEqualTo(204);
    then(office.next("interview").status()).isEqualTo(204);
    var permit = office.walkIn(UUID.randomUUID(), new JsonObject().put("service", "permit")).body();
    then(office.next("permits").body().getString("id")).isEqualTo(permit.getString("id"));
    office.counter("photo");
    var called = office.next("photo").body();
    then(called.getString("id")).isEqualTo(guest.getString("id"));
    var sent = office.done(called, "TRANSFER", "counter", "interview", "stage", "INTERVIEW");
    then(sent.getString("state")).isEqualTo("TRANSFERRED");
    then(office.next("photo").status()).as("meant for another counter").isEqualTo(204);
    office.counter("interview", new JsonObject().put("open", false));
    var found = office.next("photo");
    then(found.body().getString("id")).as("which has closed").isEqualTo(guest.getString("id"));
    var closed = new JsonObject().put("counter", "interview");
    then(office.act(found.body(), "TRANSFER", closed).problem()).isEqualTo("counter-closed");
    office.counter("interview", new JsonObject().put("stages", List.of("INTERVIEW")));
    office.done(found.body(), "TRANSFER", "counter", "interview", "stage", "INTERVIEW");
    then(office.next("interview").body().getString("id")).isEqualTo(guest.getString("id"));
  }
}
