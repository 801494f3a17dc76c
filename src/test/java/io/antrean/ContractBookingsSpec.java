package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.OpenApi;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bookings; every answer is held against the document by {@link JudgedClient}. */
@DisplayName("Real answers about bookings are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractBookingsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  private static String token(String login) {
    return office.token(login);
  }

  private static JsonObject slots(String... slots) {
    return new JsonObject().put("slots", new JsonArray(List.of(slots)));
  }

  /** A release of its own day, so that none overlaps another. */
  private static String release(int day, JsonObject more) {
    var date = "2030-02-%02d".formatted(day);
    return office.release(
        new JsonObject().put("from", date).put("to", date).put("capacity", 1).mergeIn(more));
  }

  private static Answer claim(String release, UUID claim, String token, JsonObject body) {
    return client.ask("PUT", path(release, claim), token, body);
  }

  private static String path(String release, UUID claim) {
    return "/api/v1/releases/" + release + "/claims/" + claim;
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void a_booking_that_is_looked_up() {
    var release = release(1, new JsonObject());
    var citizens = office.citizens(2);
    var id = UUID.randomUUID();
    then(claim(release, id, citizens.get(0), slots("2030-02-01T08:00")).status()).isEqualTo(201);
    then(client.ask("GET", "/api/v1/bookings/" + id, citizens.get(0), null).status())
        .isEqualTo(200);
    then(client.ask("GET", "/api/v1/bookings/" + id, token("officer"), null).status())
        .isEqualTo(200);
    is(client.ask("GET", "/api/v1/bookings/" + id, citizens.get(1), null), 404, "not-found");
    var page = client.ask("GET", "/api/v1/bookings?limit=1", citizens.get(0), null);
    then(page.body().getJsonArray("items")).hasSize(1);
    is(client.ask("GET", "/api/v1/bookings?limit=0", token("ani"), null), 400, "invalid-request");
  }

  @Test
  void a_booking_that_is_cancelled() {
    var release = release(9, new JsonObject());
    var citizens = office.citizens(2);
    var cancelled = UUID.randomUUID();
    var begun = UUID.randomUUID();
    claim(release, cancelled, citizens.get(0), slots("2030-02-09T08:00"));
    claim(release, begun, citizens.get(1), slots("2030-02-09T08:15"));
    office.sql("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + begun + "'");
    is(cancel(cancelled, null), 401, "unauthenticated");
    is(cancel(cancelled, citizens.get(1)), 404, "not-found");
    is(cancel(cancelled, token("admin")), 403, "forbidden");
    is(cancel(begun, citizens.get(1)), 409, "not-cancellable");
    var path = "/api/v1/bookings/" + cancelled;
    var prefer = Map.of("Prefer", "respond-async");
    then(client.ask("DELETE", path, citizens.get(0), null, prefer).status()).isEqualTo(202);
    then(cancel(cancelled, citizens.get(0)).status()).isEqualTo(200);
    then(client.ask("GET", path(release, cancelled), citizens.get(0), null).status())
        .isEqualTo(200);
  }

  @Test
  void a_booking_that_moves() {
    var release = release(10, new JsonObject());
    var ahead = release(11, new JsonObject().put("opensAt", "2029-12-28T14:00:00+07:00"));
    var citizens = office.citizens(2);
    var booking = UUID.randomUUID();
    claim(release, booking, citizens.get(0), slots("2030-02-10T08:00"));
    claim(release, UUID.randomUUID(), citizens.get(1), slots("2030-02-10T08:15"));
    var path = "/api/v1/bookings/" + booking + "/reschedule";
    var ani = citizens.get(0);
    every_body_is_json_and_not_too_large("POST", path, ani);
    var next = slots("2030-02-10T08:30");
    is(client.ask("POST", path, null, next), 401, "unauthenticated");
    is(client.ask("POST", path, citizens.get(1), next), 404, "not-found");
    is(client.ask("POST", path, token("admin"), next), 403, "forbidden");
    is(client.ask("POST", path, ani, new JsonObject()), 400, "invalid-request");
    var elsewhere = slots("2030-02-11T08:00").put("release", ahead);
    is(client.ask("POST", path, ani, elsewhere), 425, "not-open");
    var none = slots("2030-02-10T08:30").put("release", UUID.randomUUID().toString());
    is(client.ask("POST", path, ani, none), 404, "unknown-release");
    is(client.ask("POST", path, ani, slots("2030-02-10T23:00")), 404, "unknown-slot");
    var prefer = Map.of("Prefer", "respond-async");
    then(client.ask("POST", path, ani, next.encode(), prefer).status()).isEqualTo(202);
    await().until(() -> client.ask("POST", path, ani, next).status(), status -> status == 200);
    var at = client.contract().operation("rescheduleBooking").at() + "/requestBody/content";
    for (var example : client.contract().at(at + "/application~1json/examples")) {
      var body = new JsonObject(example.get("value").toString());
      is(client.ask("POST", path, ani, body), 404, "unknown-slot");
    }
    office.sql(
        "UPDATE booking SET state = 'CHECKED_IN' WHERE version = 1 AND id = '" + booking + "'");
    is(client.ask("POST", path, ani, next), 409, "not-reschedulable");
  }

  @Test
  void a_booking_that_nobody_came_to_is_excused() {
    var release = release(12, new JsonObject().put("capacity", 2));
    var ani = office.citizens(1).get(0);
    var booking = UUID.randomUUID();
    claim(release, booking, ani, slots("2030-02-12T08:00"));
    var path = "/api/v1/bookings/" + booking + "/excuse";
    var reason = new JsonObject().put("reason", "Banjir");
    var supervisor = token("supervisor");
    is(client.ask("POST", path, supervisor, reason), 409, "not-excusable");
    office.sql("UPDATE booking SET state = 'NO_SHOW' WHERE id = '" + booking + "'");
    every_body_is_json_and_not_too_large("POST", path, supervisor);
    is(client.ask("POST", path, null, reason), 401, "unauthenticated");
    is(client.ask("POST", path, ani, reason), 403, "forbidden");
    is(client.ask("POST", path, token("officer"), reason), 403, "forbidden");
    is(client.ask("POST", path, supervisor, new JsonObject()), 400, "invalid-request");
    var none = "/api/v1/bookings/" + UUID.randomUUID() + "/excuse";
    is(client.ask("POST", none, supervisor, reason), 404, "not-found");
    then(client.ask("POST", path, supervisor, reason).status()).isEqualTo(200);
    await()
        .until(
            () -> client.ask("GET", "/api/v1/persons", ani, null).body().getJsonArray("items"),
            persons -> !persons.getJsonObject(0).getJsonArray("noShows").isEmpty());
    await()
        .until(
            () -> claim(release, booking, ani, slots("2030-02-12T08:00")).body(),
            body -> body.getString("state").equals("NO_SHOW"));
  }

  @Test
  void a_person_who_is_blocked() {
    var release = release(13, new JsonObject());
    var ani = office.citizens(1).get(0);
    var person = client.ask("GET", "/api/v1/persons", ani, null).body().getJsonArray("items");
    office.sql(
        "INSERT INTO person_block VALUES ('%s', now() + interval '1 hour')"
            .formatted(person.getJsonObject(0).getString("id")));
    await()
        .until(
            () -> {
              var id = UUID.randomUUID();
              var answer = claim(release, id, ani, slots("2030-02-13T08:00"));
              if (answer.status() == 201) cancel(id, ani);
              return answer.problem();
            },
            "person-blocked"::equals);
    var told = client.ask("GET", "/api/v1/persons", ani, null).body().getJsonArray("items");
    then(told.getJsonObject(0).getJsonObject("block").getString("advice")).isNotBlank();
  }

  @Test
  void a_booking_that_is_followed() throws IOException {
    var release = release(14, new JsonObject());
    var citizens = office.citizens(2);
    var id = UUID.randomUUID();
    claim(release, id, citizens.get(0), slots("2030-02-14T08:00"));
    var path = "/api/v1/bookings/" + id + "/events";
    is(client.ask("POST", path + "/ticket", null, null), 401, "unauthenticated");
    is(client.ask("POST", path + "/ticket", token("officer"), null), 403, "forbidden");
    is(client.ask("POST", path + "/ticket", citizens.get(1), null), 404, "not-found");
    var ticket = client.ask("POST", path + "/ticket", citizens.get(0), null);
    then(ticket.status()).isEqualTo(201);
    var address = ticket.header("Location");
    then(address).isEqualTo(path + "?ticket=" + ticket.body().getString("ticket"));
    try (var stream = client.stream(address)) {
      then(stream.status()).isEqualTo(200);
      var data = stream.lines().stream().filter(line -> line.startsWith("data: ")).findFirst();
      var event = OpenApi.json(data.orElseThrow().substring("data: ".length()));
      then(client.contract().findings("/components/schemas/BookingEvent", event)).isEmpty();
    }
    is(client.ask("GET", path, null, null), 401, "unauthenticated");
    is(client.ask("GET", "/api/v1/bookings/1/events", null, null), 404, "not-found");
    is(client.ask("GET", address + "&lastEventId=x", null, null), 400, "invalid-request");
  }

  private static Answer cancel(UUID booking, String token) {
    return client.ask("DELETE", "/api/v1/bookings/" + booking, token, null);
  }

  private static void every_body_is_json_and_not_too_large(
      String method, String path, String token) {
    var text = Map.of("Content-Type", "text/plain", "Accept-Language", "id");
    is(client.ask(method, path, token, "{}", text), 415, "unsupported-media-type");
    is(client.ask(method, path, token, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
  }

  @Test
  void bookings_are_for_those_who_are_logged_in() {
    is(client.ask("GET", "/api/v1/bookings", null, null), 401, "unauthenticated");
    is(client.ask("GET", "/api/v1/bookings/1", null, null), 401, "unauthenticated");
    is(client.ask("GET", "/api/v1/bookings/1", token("ani"), null), 404, "not-found");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Bookings"))
        .as("429 is LimitsContractSpec's")
        .allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
