package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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

/** The waiting list; every answer is held against the document by {@link JudgedClient}. */
@DisplayName("Real answers about the waiting list are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractWaitlistSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_WAITLIST_RELEASE_MAX", "2"));

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  private static JsonObject slots(String... slots) {
    return new JsonObject().put("slots", new JsonArray(List.of(slots)));
  }

  private static String release(int day, JsonObject more) {
    var date = "2030-03-%02d".formatted(day);
    return office.release(
        new JsonObject().put("from", date).put("to", date).put("capacity", 1).mergeIn(more));
  }

  private static String list(String release) {
    return "/api/v1/releases/" + release + "/waitlist";
  }

  private static Answer join(String release, UUID entry, String token, JsonObject body) {
    return client.ask("PUT", list(release) + "/" + entry, token, body);
  }

  private static Answer accept(String release, UUID entry, String token, String prefer) {
    var path = list(release) + "/" + entry + "/accept";
    return client.ask("POST", path, token, null, Map.of("Prefer", prefer));
  }

  private static Answer look(String release, UUID entry, String token) {
    return client.ask("GET", list(release) + "/" + entry, token, null);
  }

  private static UUID booked(String release, String token, String slot) {
    var claim = UUID.randomUUID();
    then(office.claim(0, token, release, claim, slots(slot)).status()).isEqualTo(201);
    return claim;
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void who_joins_and_leaves() {
    var release = release(1, new JsonObject());
    var citizens = office.citizens(4);
    var ani = citizens.get(0);
    var entry = UUID.randomUUID();
    then(join(release, entry, ani, new JsonObject()).status()).isEqualTo(201);
    then(join(release, entry, ani, new JsonObject()).status()).isEqualTo(200);
    is(join(release, entry, citizens.get(1), new JsonObject()), 409, "claim-differs");
    is(join(release, UUID.randomUUID(), ani, slots("2030-03-01T08:00")), 409, "already-waiting");
    then(join(release, UUID.randomUUID(), citizens.get(1), new JsonObject()).status())
        .isEqualTo(201);
    is(join(release, UUID.randomUUID(), citizens.get(2), new JsonObject()), 409, "waitlist-full");
    booked(release, citizens.get(3), "2030-03-01T08:00");
    is(join(release, UUID.randomUUID(), citizens.get(3), new JsonObject()), 409, "already-booked");
    is(join(release, UUID.randomUUID(), ani, slots("2030-03-01T23:00")), 404, "unknown-slot");
    then(look(release, entry, ani).body().getInteger("ahead")).isZero();
    then(client.ask("GET", list(release), ani, null).body().getJsonArray("items")).hasSize(1);
    then(client.ask("DELETE", list(release) + "/" + entry, ani, null).status()).isEqualTo(200);
    is(client.ask("GET", list(release) + "?limit=0", ani, null), 400, "invalid-request");
    is(client.ask("GET", list("x"), ani, null), 404, "unknown-release");
    is(accept(release, entry, ani, "wait=1"), 409, "no-offer");
  }

  @Test
  void who_may_not() {
    var ahead = release(2, new JsonObject().put("opensAt", "2029-12-28T14:00:00+07:00"));
    var ani = office.citizens(1).get(0);
    var entry = UUID.randomUUID();
    is(join(ahead, entry, ani, new JsonObject()), 425, "not-open");
    is(join(UUID.randomUUID().toString(), entry, ani, new JsonObject()), 404, "unknown-release");
    is(join(ahead, entry, ani, slots("x")), 400, "invalid-request");
    for (var never : List.of("2030-02-30T08:00", "2030-13-01T08:00", "2030-03-01T24:00")) {
      is(join(ahead, entry, ani, slots(never)), 400, "invalid-request");
    }
    var text = Map.of("Content-Type", "text/plain");
    var path = list(ahead) + "/" + entry;
    is(client.ask("PUT", path, ani, "{}", text), 415, "unsupported-media-type");
    is(client.ask("PUT", path, ani, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
    for (var token : new String[] {null, office.token("admin")}) {
      var status = token == null ? 401 : 403;
      then(join(ahead, entry, token, new JsonObject()).status()).isEqualTo(status);
      then(look(ahead, entry, token).status()).isEqualTo(status);
      then(client.ask("DELETE", path, token, null).status()).isEqualTo(status);
      then(client.ask("GET", list(ahead), token, null).status()).isEqualTo(status);
      then(accept(ahead, entry, token, "wait=1").status()).isEqualTo(status);
    }
    is(look(ahead, entry, ani), 404, "not-found");
    is(client.ask("DELETE", path, ani, null), 404, "not-found");
    is(accept(ahead, entry, ani, "wait=1"), 404, "not-found");
  }

  @Test
  void who_accepts() {
    var release = release(3, new JsonObject().put("dayEnds", "08:15"));
    var citizens = office.citizens(2);
    var budi = citizens.get(1);
    var entry = UUID.randomUUID();
    var claim = booked(release, citizens.get(0), "2030-03-03T08:00");
    join(release, entry, budi, slots("2030-03-03T08:00"));
    office.call(0, "DELETE", "/api/v1/bookings/" + claim, citizens.get(0), null);
    await().until(() -> look(release, entry, budi).body().getString("state"), "OFFERED"::equals);
    var at = client.contract().operation("joinWaitlist").at() + "/requestBody/content";
    for (var example : client.contract().at(at + "/application~1json/examples")) {
      var body = new JsonObject(example.get("value").toString());
      then(join(release, UUID.randomUUID(), budi, body).status()).isIn(404, 409);
    }
    var held = accept(release, entry, budi, "respond-async");
    then(held.status()).isEqualTo(202);
    await().until(() -> accept(release, entry, budi, "wait=5").status(), s -> s == 200);
    var again = UUID.randomUUID();
    join(release, again, citizens.get(0), new JsonObject());
    office.call(0, "DELETE", "/api/v1/bookings/" + entry, budi, null);
    await()
        .until(
            () -> look(release, again, citizens.get(0)).body().getString("state"),
            "OFFERED"::equals);
    then(accept(release, again, citizens.get(0), "wait=20").status()).isEqualTo(201);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Waiting list"))
        .as("429 is LimitsContractSpec's")
        .allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
