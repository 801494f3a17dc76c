package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The floor; every answer is held against the document by {@link JudgedClient}. */
@DisplayName("Real answers about the floor are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractFloorSpec {

  private static final String SECRET = "the secret of a bank, at least 32 bytes";
  private static final String OFFICE = "/api/v1/offices/sampit";
  private static final String COUNTERS = OFFICE + "/counters";
  private static final String VISITS = OFFICE + "/visits";
  private static final String CHECK_INS = OFFICE + "/check-ins";
  private static final String CALLBACKS = "/api/v1/payments/callbacks";

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_BANK_SECRET_FILE", secretFile(),
              "ANTREAN_FLOOR_WALK_INS_A_DAY", "2",
              "ANTREAN_FLOOR_BOARD_EVERY_MS", "50"));

  private static JudgedClient client;
  private static String officer;
  private static String supervisor;
  private static String citizen;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
    officer = office.token("officer");
    supervisor = office.token("supervisor");
  }

  private static String secretFile() {
    try {
      var file = Files.createTempFile("bank", ".secret");
      file.toFile().deleteOnExit();
      return Files.writeString(file, SECRET).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static void is(Answer answer, int status) {
    is(answer, status, "");
  }

  private static JsonObject with(Object... members) {
    var body = new JsonObject();
    for (int i = 0; i < members.length; i += 2) body.put(members[i].toString(), members[i + 1]);
    return body;
  }

  /** A booking of a day to come that the demo's office expects today, in a moment. */
  private static UUID booking(int day) {
    var date = "2030-04-%02d".formatted(day);
    var release = office.release(with("from", date, "to", date, "capacity", 3));
    var claim = UUID.randomUUID();
    var wish = with("slots", new JsonArray(List.of(date + "T08:00")));
    citizen = office.citizens(1).get(0);
    then(office.claim(0, citizen, release, claim, wish).status()).isEqualTo(201);
    return claim;
  }

  private static void begins(int day, String ago) {
    office.sql(
        "UPDATE slot SET starts_at = now() - interval '%s' WHERE starts = '2030-04-%02dT08:00'"
            .formatted(ago, day));
  }

  private static Answer checkIn(UUID booking) {
    return client.ask("POST", CHECK_INS, officer, with("booking", booking.toString()));
  }

  private static Answer act(JsonObject visit, Object... members) {
    var path = VISITS + "/" + visit.getString("id") + "/steps";
    return client.ask(
        "POST", path, officer, with(members).put("version", visit.getInteger("version")));
  }

  /** The first: nobody waits yet. */
  @Test
  @Order(1)
  void of_counters_and_calls() {
    var path = COUNTERS + "/1";
    is(client.ask("PUT", path, supervisor, with("name", "Loket 1")), 201);
    is(client.ask("PUT", path, supervisor, with("name", "Satu", "open", false)), 200);
    is(client.ask("POST", path + "/next", officer, null), 409, "counter-closed");
    for (var body : examples("putCounter")) {
      then(client.ask("PUT", path, office.token("admin"), body).status()).isEqualTo(200);
    }
    is(client.ask("PUT", path, supervisor, with("name", "Loket 1")), 200);
    is(client.ask("PUT", path, supervisor, with("lanes", "x")), 400, "invalid-request");
    is(client.ask("GET", COUNTERS, officer, null), 200);
    is(client.ask("GET", COUNTERS + "?limit=0", officer, null), 400, "invalid-request");
    is(client.ask("GET", path, officer, null), 200);
    is(client.ask("GET", COUNTERS + "/none", officer, null), 404, "not-found");
    is(client.ask("POST", path + "/next", officer, null), 204);
    var walkIn = VISITS + "/" + UUID.randomUUID();
    is(client.ask("PUT", walkIn, officer, with("service", "passport-renewal")), 201);
    var called = client.ask("POST", path + "/next", officer, null);
    is(called, 200);
    is(client.ask("POST", path + "/next", officer, null), 409, "counter-busy");
    is(client.ask("PUT", path, supervisor, with("name", "x", "open", false)), 409, "counter-busy");
    is(client.ask("GET", OFFICE + "/board", null, null), 200);
    is(act(called.body(), "act", "NO_SHOW"), 409, "recall-first");
    is(act(called.body(), "act", "PAY"), 409, "visit-state");
    is(act(called.body(), "act", "PARK"), 200);
    is(act(called.body(), "act", "PARK"), 409, "visit-changed");
    is(act(called.body(), "act", "START", "reason", ""), 400, "invalid-request");
  }

  /** The document's own requests. */
  private static List<JsonObject> examples(String operation) {
    var at = client.contract().operation(operation).at();
    var all = new ArrayList<JsonObject>();
    client
        .contract()
        .at(at + "/requestBody/content/application~1json/examples")
        .forEach(one -> all.add(new JsonObject(one.get("value").toString())));
    then(all).isNotEmpty();
    return all;
  }

  @Test
  void of_check_ins_and_the_days_list() {
    var booking = booking(1);
    is(checkIn(booking), 409, "too-early");
    begins(1, "31 minutes");
    is(checkIn(booking), 409, "too-late");
    begins(1, "1 minute");
    is(checkIn(booking), 201);
    is(checkIn(booking), 200);
    var cancelled = booking(2);
    office.call(0, "DELETE", "/api/v1/bookings/" + cancelled, citizen, null);
    is(checkIn(cancelled), 409, "booking-state");
    is(checkIn(UUID.randomUUID()), 404, "not-found");
    is(client.ask("POST", CHECK_INS, officer, with("ticket", "x")), 409, "ticket-refused");
    is(client.ask("POST", CHECK_INS, officer, with()), 400, "invalid-request");
    for (var body : examples("checkIn")) {
      then(client.ask("POST", CHECK_INS, officer, body).status()).isIn(404, 409);
    }
    var day = OFFICE + "/days/2030-04-01";
    var list = client.ask("GET", day, officer, null);
    is(list, 200);
    then(list.body().getJsonArray("lines")).hasSize(1);
    is(client.ask("GET", day, officer, null, Map.of("Accept", "text/html")), 200);
    is(client.ask("GET", OFFICE + "/days/x", officer, null), 400, "invalid-request");
  }

  @Test
  void of_walk_ins_and_visits() {
    var id = UUID.randomUUID();
    var example = examples("takeWalkIn").get(0);
    is(client.ask("PUT", VISITS + "/" + id, officer, example), 201);
    is(client.ask("PUT", VISITS + "/" + id, officer, example), 200);
    var other = example.copy().put("priority", true).put("reason", "old");
    is(client.ask("PUT", VISITS + "/" + id, officer, other), 409, "visit-differs");
    is(client.ask("PUT", VISITS + "/" + UUID.randomUUID(), officer, other), 201);
    is(client.ask("PUT", VISITS + "/" + UUID.randomUUID(), officer, other), 409, "walk-ins-full");
    is(client.ask("PUT", VISITS + "/x", officer, with()), 400, "invalid-request");
    is(client.ask("GET", VISITS + "/" + id, officer, null), 200);
    is(client.ask("GET", VISITS + "/" + UUID.randomUUID(), officer, null), 404, "not-found");
    is(client.ask("GET", VISITS + "?limit=1", officer, null), 200);
    is(client.ask("GET", VISITS + "?day=x", officer, null), 400, "invalid-request");
    var never = VISITS + "/" + UUID.randomUUID() + "/steps";
    for (var step : examples("actOnVisit")) {
      is(client.ask("POST", never, officer, step), 404, "not-found");
    }
  }

  @Test
  void of_payments() {
    var booking = booking(3);
    begins(3, "1 minute");
    var visit = checkIn(booking).body().getJsonArray("visits").getJsonObject(0);
    client.ask("PUT", COUNTERS + "/pay", supervisor, with("name", "Loket"));
    for (int stage = 0; stage < 2; stage++) {
      var call = act(visit, "act", "CALL_OUT_OF_ORDER", "counter", "pay", "reason", "for a spec");
      is(call, 200);
      visit = act(act(call.body(), "act", "START").body(), "act", "FINISH_STAGE").body();
    }
    var code = visit.getString("paymentCode");
    is(pay(with("code", code, "paidAt", "2030-01-07T02:41:00.000Z"), SECRET), 200);
    is(pay(with("code", code, "paidAt", "2030-01-07T02:41:00.000Z"), SECRET), 200);
    is(pay(with("code", code), SECRET + "x"), 403, "bad-signature");
    is(pay(with("code", code), SECRET), 400, "invalid-request");
    is(pay(examples("paymentCallback").get(0), SECRET), 404, "not-found");
    visit = client.ask("GET", VISITS + "/" + visit.getString("id"), officer, null).body();
    is(act(visit, "act", "PICK_UP"), 409, "not-ready");
  }

  private static Answer pay(JsonObject body, String secret) {
    var now = Long.toString(Instant.now().getEpochSecond());
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var signed = ("m." + now + "." + body.encode()).getBytes(StandardCharsets.UTF_8);
      var signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
      return client.ask(
          "POST",
          CALLBACKS,
          null,
          body.encode(),
          Map.of("webhook-id", "m", "webhook-timestamp", now, "webhook-signature", signature));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void of_the_board() throws IOException {
    is(client.ask("GET", OFFICE + "/board", null, null), 200);
    is(client.ask("GET", "/api/v1/offices/none/board", null, null), 404, "not-found");
    try (var stream = client.stream(OFFICE + "/board/events")) {
      then(stream.status()).isEqualTo(200);
    }
    try (var none = client.stream("/api/v1/offices/none/board/events")) {
      then(none.status()).isEqualTo(404);
    }
  }

  @Test
  void of_who_may_not_and_of_bodies_that_are_none() {
    var visit = UUID.randomUUID();
    for (var call :
        List.of(
            "GET /counters",
            "GET /counters/1",
            "PUT /counters/1",
            "POST /counters/1/next",
            "POST /check-ins",
            "GET /visits",
            "PUT /visits/" + visit,
            "GET /visits/" + visit,
            "POST /visits/" + visit + "/steps",
            "GET /days/2030-04-01")) {
      var method = call.split(" ")[0];
      var path = call.split(" ")[1];
      var body = method.equals("GET") ? null : with();
      is(client.ask(method, OFFICE + path, null, body), 401, "unauthenticated");
      is(client.ask(method, OFFICE + path, office.token("ani"), body), 403, "forbidden");
      var elsewhere = "/api/v1/offices/none" + path;
      is(client.ask(method, elsewhere, supervisor, body), 404, "not-found");
      if (method.equals("GET")) continue;
      var large = "x".repeat(17_000);
      is(client.ask(method, OFFICE + path, supervisor, large, Map.of()), 413, "payload-too-large");
      if (path.endsWith("/next")) continue;
      var text = Map.of("Content-Type", "text/plain");
      is(client.ask(method, OFFICE + path, supervisor, "{}", text), 415, "unsupported-media-type");
    }
    var text = Map.of("Content-Type", "text/plain");
    is(client.ask("POST", CALLBACKS, null, "{}", text), 415, "unsupported-media-type");
    is(client.ask("POST", CALLBACKS, null, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Floor"))
        .as("429 is LimitsContractSpec's")
        .allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
