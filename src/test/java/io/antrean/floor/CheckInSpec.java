package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Whoever has booked is checked in")
class CheckInSpec {

  /** The slot after the next one is up to 31 minutes ahead. */
  @RegisterExtension
  static final Installation installation =
      new Installation(1, Map.of("ANTREAN_FLOOR_EARLY_MS", "1900000"));

  private static FloorOffice office;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "check-in", 40);
  }

  private static String citizen() {
    return installation.citizens(1).get(0);
  }

  private static Answer checkIn(String name, Object value) {
    return office.ask("POST", "/check-ins", new JsonObject().put(name, value));
  }

  private static String ticket(UUID booking, String citizen) {
    var path = "/api/v1/bookings/" + booking + "/ticket";
    return installation.send(0, "GET", path, citizen, null, Map.of()).join().body();
  }

  private static JsonObject look(UUID booking, String citizen) {
    return installation.call(0, "GET", "/api/v1/bookings/" + booking, citizen, null).body();
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static JsonObject visit(Answer answer) {
    return answer.body().getJsonArray("visits").getJsonObject(0);
  }

  @Test
  void by_the_qr_code_by_the_number_or_by_the_booking_and_keeps_the_number() {
    var citizen = citizen();
    var booking = office.book(citizen, 0);
    var number = look(booking, citizen).getJsonArray("numbers").getString(0);
    var first = checkIn("ticket", ticket(booking, citizen));
    then(first.status()).isEqualTo(201);
    var visit = visit(first);
    then(visit.getString("number")).isEqualTo(number);
    then(visit.getString("lane") + " " + visit.getString("state") + " " + visit.getString("stage"))
        .isEqualTo("ONLINE WAITING PHOTO");
    then(visit.getString("slot")).isEqualTo(office.slot(0));
    then(look(booking, citizen).getString("state")).isEqualTo("CHECKED_IN");
    for (var again : List.of(checkIn("number", number), checkIn("booking", booking.toString()))) {
      then(again.status()).isEqualTo(200);
      then(visit(again)).isEqualTo(visit);
    }
    then(checkIn("ticket", ticket(booking, citizen)).body().getJsonArray("visits"))
        .isEqualTo(first.body().getJsonArray("visits"));
  }

  @Test
  void with_all_of_the_party_or_those_who_have_come() {
    var family = People.household(installation, 3);
    var wish =
        new JsonObject()
            .put("slots", new JsonArray(List.of(office.slot(0))))
            .put("party", new JsonArray(family.persons()));
    var booking = office.book(family.token(), wish);
    var one = new JsonArray(List.of(family.persons().get(1)));
    var body = new JsonObject().put("booking", booking.toString()).put("persons", one);
    var first = office.ask("POST", "/check-ins", body);
    then(first.status()).isEqualTo(201);
    then(first.body().getJsonArray("visits")).hasSize(1);
    then(office.booking(booking)).isEqualTo("CONFIRMED,CHECKED_IN,CONFIRMED");
    then(office.ask("POST", "/check-ins", body).status()).isEqualTo(200);
    var all = office.checkIn(booking);
    then(all.status()).isEqualTo(201);
    then(all.body().getJsonArray("visits")).hasSize(3);
    then(office.booking(booking)).isEqualTo("CHECKED_IN,CHECKED_IN,CHECKED_IN");
    var stranger = new JsonArray(List.of(UUID.randomUUID().toString()));
    is(office.ask("POST", "/check-ins", body.put("persons", stranger)), 400, "invalid-request");
  }

  @Test
  void not_too_early_and_not_too_late_unless_a_supervisor_says_why() {
    var early = office.book(citizen(), 3);
    var refused = office.checkIn(early);
    is(refused, 409, "too-early");
    then(refused.body().getString("from")).isLessThan(refused.body().getString("until"));
    var override = new JsonObject().put("booking", early.toString()).put("override", true);
    is(office.ask("POST", "/check-ins", "supervisor", override), 400, "invalid-request");
    override.put("reason", "the hall is empty");
    is(office.ask("POST", "/check-ins", override), 403, "forbidden");
    then(office.ask("POST", "/check-ins", "supervisor", override).status()).isEqualTo(201);

    var late = office.book(citizen(), 4);
    installation.sql(
        "UPDATE slot SET starts_at = now() - interval '31 minutes' WHERE starts = '%s'"
            .formatted(office.slot(4)));
    is(office.checkIn(late), 409, "too-late");
    installation.sql(
        "UPDATE slot SET starts_at = now() - interval '29 minutes' WHERE starts = '%s'"
            .formatted(office.slot(4)));
    then(office.checkIn(late).status()).isEqualTo(201);
  }

  @Test
  void not_with_what_was_cancelled_moved_or_forged() {
    var citizen = citizen();
    var booking = office.book(citizen, 0);
    var ticket = ticket(booking, citizen);
    var forged = ticket.substring(0, ticket.length() - 3) + "AAA";
    var bad = checkIn("ticket", forged);
    is(bad, 409, "ticket-refused");
    then(bad.body().getString("verdict")).isIn("BAD_SIGNATURE", "MALFORMED");
    is(checkIn("ticket", "x"), 409, "ticket-refused");
    var elsewhere = new JsonObject().put("slots", new JsonArray(List.of(office.slot(1))));
    var path = "/api/v1/bookings/" + booking + "/reschedule";
    then(installation.call(0, "POST", path, citizen, elsewhere).status()).isEqualTo(200);
    var moved = checkIn("ticket", ticket);
    is(moved, 409, "ticket-refused");
    then(moved.body().getString("verdict")).isEqualTo("MOVED");
    installation.call(0, "DELETE", "/api/v1/bookings/" + booking, citizen, null);
    var cancelled = office.checkIn(booking);
    is(cancelled, 409, "booking-state");
    then(cancelled.body().getString("state")).isEqualTo("CANCELLED");
    is(office.checkIn(UUID.randomUUID()), 404, "not-found");
    is(checkIn("number", "A0700-40"), 404, "not-found");
    is(checkIn("number", "A0700-1a"), 400, "invalid-request");
  }

  @Test
  void or_cancelled_and_never_both() {
    var citizens = installation.citizens(12);
    for (var citizen : citizens) {
      var booking = office.book(citizen, 1);
      var path = "/api/v1/bookings/" + booking;
      var cancel = installation.send(0, "DELETE", path, citizen, null, Map.of());
      var checkIn = CompletableFuture.supplyAsync(() -> office.checkIn(booking));
      var wasThere = checkIn.join().status() == 201;
      var wasCancelled = cancel.join().statusCode() == 200;
      then(wasThere).as("checked in, cancelled").isNotEqualTo(wasCancelled);
      then(office.booking(booking)).isEqualTo(wasThere ? "CHECKED_IN" : "CANCELLED");
      var visits = "SELECT count(*)::int FROM visit WHERE booking = '" + booking + "'";
      then(installation.sql(visits)).isEqualTo(wasThere ? 1 : 0);
    }
  }

  @Test
  void or_closed_with_the_day_and_never_both() {
    for (var citizen : installation.citizens(12)) {
      var booking = office.book(citizen, 1);
      var closing =
          CompletableFuture.supplyAsync(
              () ->
                  installation.sql(
                      "UPDATE booking SET state = 'NO_SHOW' WHERE id = '%s' AND state = 'CONFIRMED'"
                          .formatted(booking)));
      var checkIn = CompletableFuture.supplyAsync(() -> office.checkIn(booking));
      var wasThere = checkIn.join().status() == 201;
      then(closing.join()).isEqualTo(wasThere ? 0 : 1);
      then(office.booking(booking)).isEqualTo(wasThere ? "CHECKED_IN" : "NO_SHOW");
    }
  }

  @Test
  void once_however_many_officers_do_it_at_once() {
    var booking = office.book(citizen(), 0);
    var all =
        java.util.stream.IntStream.range(0, 10)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> office.checkIn(booking)))
            .toList();
    then(all.stream().map(one -> one.join().status()).filter(s -> s == 201)).hasSize(1);
    then(all).allMatch(one -> one.join().status() < 202);
  }

  @Test
  void into_the_priority_lane_with_a_reason() {
    var body = new JsonObject().put("booking", office.book(citizen(), 0).toString());
    body.put("priority", true);
    is(office.ask("POST", "/check-ins", body), 400, "invalid-request");
    var answer = office.ask("POST", "/check-ins", body.put("reason", "a wheelchair"));
    then(visit(answer).getString("lane")).isEqualTo("PRIORITY");
    var path = "/visits/" + visit(answer).getString("id");
    var steps = office.ask("GET", path, null).body().getJsonArray("steps");
    then(steps.getJsonObject(0).getString("reason")).isEqualTo("a wheelchair");
  }

  @Test
  void by_the_office_itself_alone() {
    var booking = office.book(citizen(), 0);
    var body = new JsonObject().put("booking", booking.toString());
    is(office.ask("POST", "/check-ins", "admin", body), 403, "forbidden");
    is(office.ask("POST", "/check-ins", "ani", body), 403, "forbidden");
    var elsewhere = "/api/v1/offices/sampit/check-ins";
    is(installation.call(0, "POST", elsewhere, office.token("officer"), body), 404, "not-found");
    then(office.booking(booking)).isEqualTo("CONFIRMED");
  }
}
