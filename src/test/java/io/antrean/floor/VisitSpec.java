package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A visit")
class VisitSpec {

  @RegisterExtension static final Installation installation = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(20);

  private static FloorOffice office;
  private static int counters;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "visits", 40);
  }

  /** Somebody who is called to a fresh counter of their own. */
  private static JsonObject called(JsonObject visit) {
    var counter = "n" + counters++;
    office.counter(counter);
    return office.done(visit, "CALL_OUT_OF_ORDER", "counter", counter, "reason", "for a spec");
  }

  private static JsonObject served(JsonObject visit) {
    return office.done(called(visit), "START");
  }

  private static JsonObject guest() {
    return office.guest(installation.citizens(1).get(0));
  }

  private static JsonArray steps(JsonObject visit) {
    return office.ask("GET", "/visits/" + visit.getString("id"), null).body().getJsonArray("steps");
  }

  private static String acts(JsonObject visit) {
    return String.join(
        " ", steps(visit).stream().map(s -> ((JsonObject) s).getString("act")).toList());
  }

  @Test
  void goes_through_its_stages_and_ends_with_its_booking() {
    var citizen = installation.citizens(1).get(0);
    var visit = office.guest(citizen);
    var booking = UUID.fromString(visit.getString("booking"));
    visit = office.done(served(visit), "FINISH_STAGE");
    then(visit.getString("stage") + " " + visit.getString("state")).isEqualTo("INTERVIEW WAITING");
    visit = office.done(served(visit), "FINISH_STAGE");
    then(visit.getString("stage") + " " + visit.getString("state")).isEqualTo("PAYMENT PARKED");
    then(visit.getString("paymentCode")).matches("[1-9][0-9]{14}");
    visit = office.done(visit, "PAY");
    then(visit.getString("stage") + " " + visit.getString("state"))
        .isEqualTo("PICKUP READY_FOR_PICKUP");
    then(visit.getString("readyOn")).isGreaterThan(office.today().plusDays(2).toString());
    then(office.act(visit, "PICK_UP", new JsonObject()).problem()).isEqualTo("not-ready");
    then(office.booking(booking)).isEqualTo("CHECKED_IN");
    var update = "UPDATE visit SET ready_on = '%s' WHERE id = '%s'";
    installation.sql(update.formatted(office.today(), visit.getString("id")));
    visit = office.done(visit, "PICK_UP");
    then(visit.getString("state")).isEqualTo("COMPLETED");
    then(office.booking(booking)).isEqualTo("COMPLETED");
    then(acts(visit))
        .isEqualTo(
            "CHECK_IN CALL_OUT_OF_ORDER START FINISH_STAGE CALL_OUT_OF_ORDER START FINISH_STAGE"
                + " PAY PICK_UP");
    claimAgainWhenRedisKnows(citizen, booking, "COMPLETED");
  }

  /** Redis hears of the end: the record says so, and the person may book again. */
  private static void claimAgainWhenRedisKnows(String citizen, UUID booking, String state) {
    var path = "/api/v1/releases/" + office.release + "/claims/" + booking;
    var found =
        Eventually.find(
            SOON,
            () -> installation.call(0, "GET", path, citizen, null).body().getString("state"),
            state::equals);
    then(found).isEqualTo(state);
    office.book(citizen, 2);
  }

  @Test
  void is_refused_what_the_table_does_not_allow_and_hears_its_state() {
    var visit = guest();
    var refused = office.act(visit, "START", new JsonObject());
    then(refused.status() + " " + refused.problem()).isEqualTo("409 visit-state");
    then(refused.body().getString("state")).isEqualTo("WAITING");
    then(refused.body().getString("stage")).isEqualTo("PHOTO");
    then(acts(visit)).isEqualTo("CHECK_IN");
  }

  @Test
  void changes_once_for_each_version_that_somebody_has_seen() {
    var visit = called(guest());
    var all =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> office.act(visit, i % 2 == 0 ? "START" : "PARK", new JsonObject())))
            .toList();
    then(all.stream().map(one -> one.join().status()).filter(s -> s == 200)).hasSize(1);
    then(all.stream().map(one -> one.join().problem()).filter(p -> !p.isEmpty()))
        .hasSize(7)
        .allMatch("visit-changed"::equals);
    then(steps(visit)).hasSize(3);
  }

  @Test
  void is_called_out_of_order_with_a_reason_that_stays_on_record() {
    var visit = guest();
    office.counter("favour");
    var without = new JsonObject().put("counter", "favour");
    then(office.act(visit, "CALL_OUT_OF_ORDER", without).status()).isEqualTo(400);
    then(acts(visit)).isEqualTo("CHECK_IN");
    var with = without.put("reason", "a flight in two hours");
    then(office.act(visit, "CALL_OUT_OF_ORDER", with).status()).isEqualTo(200);
    var step = steps(visit).getJsonObject(1);
    then(step.getString("reason")).isEqualTo("a flight in two hours");
    then(step.getString("officer")).isNotBlank();
    then(step.getString("counter")).isEqualTo("favour");
  }

  @Test
  void is_a_no_show_only_once_it_was_called_again_and_counts_then() {
    var visit = called(guest());
    var early = office.act(visit, "NO_SHOW", new JsonObject());
    then(early.problem()).isEqualTo("recall-first");
    then(early.body().getInteger("needed")).isEqualTo(2);
    visit = office.done(office.done(visit, "RECALL"), "RECALL");
    visit = office.done(visit, "NO_SHOW");
    then(visit.getString("state")).isEqualTo("LEFT");
    var booking = visit.getString("booking");
    then(office.booking(UUID.fromString(booking))).isEqualTo("NO_SHOW");
    var counted = "SELECT count(*)::int FROM no_show WHERE booking = '" + booking + "'";
    then(installation.sql(counted)).isEqualTo(1);
  }

  @Test
  void that_leaves_puts_its_booking_off_and_counts_for_nothing() {
    var citizen = installation.citizens(1).get(0);
    var visit = office.guest(citizen);
    then(office.act(visit, "LEAVE", new JsonObject()).status()).isEqualTo(400);
    visit = office.done(visit, "LEAVE", "reason", "had to fetch a child");
    var booking = UUID.fromString(visit.getString("booking"));
    then(visit.getString("state") + " " + office.booking(booking)).isEqualTo("LEFT POSTPONED");
    then(installation.sql("SELECT count(*)::int FROM no_show WHERE booking = '" + booking + "'"))
        .isEqualTo(0);
    claimAgainWhenRedisKnows(citizen, booking, "POSTPONED");
  }

  @Test
  void is_postponed_with_the_code_of_a_reason_and_a_note() {
    var visit = served(guest());
    var free = new JsonObject().put("reason", "because");
    then(office.act(visit, "POSTPONE", free).status()).isEqualTo(400);
    var code = "SUSPECTED_NON_PROCEDURAL_MIGRANT_WORKER";
    visit = office.done(visit, "POSTPONE", "reason", code, "note", "no letter of an employer");
    then(visit.getString("state") + " " + visit.getString("postponedReason"))
        .isEqualTo("POSTPONED " + code);
    then(visit.getString("note")).isEqualTo("no letter of an employer");
    then(office.booking(UUID.fromString(visit.getString("booking")))).isEqualTo("POSTPONED");
  }

  @Test
  void is_put_aside_and_comes_back_into_its_place() {
    var first = guest();
    var parked = office.done(called(first), "PARK");
    then(parked.getString("state")).isEqualTo("PARKED");
    var later = guest();
    var back = office.done(parked, "UNPARK");
    then(back.getString("state")).isEqualTo("WAITING");
    office.done(later, "LEAVE", "reason", "for a spec");
    office.done(back, "LEAVE", "reason", "for a spec");
    then(acts(back)).isEqualTo("CHECK_IN CALL_OUT_OF_ORDER PARK UNPARK LEAVE");
  }

  @Test
  void of_a_walk_in_has_no_booking_to_end() {
    var visit = office.walkIn();
    then(office.done(visit, "LEAVE", "reason", "no patience").getString("state")).isEqualTo("LEFT");
  }

  @Test
  void is_found_in_the_days_list_by_its_state() {
    var visit = office.done(guest(), "LEAVE", "reason", "for a spec");
    var page = office.ask("GET", "/visits?state=LEFT&limit=200", null).body();
    then(page.getJsonArray("items").stream().map(v -> ((JsonObject) v).getString("id")))
        .contains(visit.getString("id"));
    for (var bad : List.of("?state=X", "?day=2030-02-30", "?after=eA")) {
      then(office.ask("GET", "/visits" + bad, null).status()).as(bad).isEqualTo(400);
    }
    then(office.ask("GET", "/visits/" + UUID.randomUUID(), null).status()).isEqualTo(404);
  }
}
