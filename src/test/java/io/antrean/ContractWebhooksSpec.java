package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.HookServer;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.antrean.support.OpenApi;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
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

/** Webhooks, and what they are sent; all of it is held against the document. */
@DisplayName("Real answers about webhooks are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractWebhooksSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1, Map.of("ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8", "ANTREAN_WEBHOOKS_MAX", "2"));

  private static final String PATH = "/api/v1/webhooks";

  private static JudgedClient client;
  private static String admin;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
    admin = office.token("admin");
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static JsonObject webhook(String url, String... kinds) {
    return new JsonObject()
        .put("office", "sampit")
        .put("url", url)
        .put("kinds", new JsonArray(List.of(kinds)));
  }

  private static List<String> errors(JsonObject body) {
    var answer = client.ask("POST", PATH, admin, body);
    is(answer, 400, "invalid-request");
    return answer.body().getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  @Test
  void what_is_registered_is_looked_at() {
    then(errors(webhook("http://example.org/", "confirmed"))).containsExactly("/url");
    then(errors(webhook("https://10.0.0.1/", "confirmed"))).containsExactly("/url");
    then(errors(webhook("https://example.org/", "confirmed", "confirmed", "all")))
        .containsExactly("/kinds/1", "/kinds/2");
    then(errors(webhook("https://example.org/").put("office", "nowhere")))
        .containsExactlyInAnyOrder("/office", "/kinds");
    var text = Map.of("Content-Type", "text/plain");
    is(client.ask("POST", PATH, admin, "{}", text), 415, "unsupported-media-type");
    is(client.ask("POST", PATH, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
  }

  @Test
  void webhooks_are_for_administrators() {
    var id = UUID.randomUUID();
    for (var call :
        List.of(
            "GET " + PATH,
            "POST " + PATH,
            "GET " + PATH + "/" + id,
            "PATCH " + PATH + "/" + id,
            "DELETE " + PATH + "/" + id,
            "POST " + PATH + "/" + id + "/ping")) {
      var parts = call.split(" ");
      is(client.ask(parts[0], parts[1], null, null), 401, "unauthenticated");
      is(client.ask(parts[0], parts[1], office.token("supervisor"), null), 403, "forbidden");
      if (!parts[1].contains(id.toString())) continue;
      var body = new JsonObject().put("enabled", true);
      is(client.ask(parts[0], parts[1], admin, body), 404, "not-found");
    }
    is(client.ask("GET", PATH + "?after=x", admin, null), 400, "invalid-request");
  }

  @Test
  void a_webhook_from_its_registration_to_its_end() {
    try (var hook = HookServer.open()) {
      var all =
          List.of("confirmed", "changed", "cancelled", "no-show", "reminder", "offer", "closed");
      var body = webhook(hook.url("/"), all.toArray(String[]::new));
      var added = client.ask("POST", PATH, admin, body);
      then(added.status()).isEqualTo(201);
      var one = added.header("Location");
      then(client.ask("GET", one, admin, null).body()).isEqualTo(without(added));
      then(client.ask("POST", one + "/ping", admin, null).body().getBoolean("delivered")).isTrue();
      then(client.ask("POST", PATH, admin, body).status()).isEqualTo(201);
      is(client.ask("POST", PATH, admin, body), 409, "webhooks-full");
      var page = client.ask("GET", PATH + "?limit=1", admin, null).body();
      var next = client.ask("GET", PATH + "?after=" + page.getString("next"), admin, null).body();
      then(next.getJsonArray("items")).hasSize(1);

      then(notice(hook)).isEmpty();

      var off = new JsonObject().put("enabled", false);
      var disabled = client.ask("PATCH", one, admin, off).body();
      then(disabled.getString("disabledReason")).isEqualTo("administrator");
      is(client.ask("PATCH", one, admin, new JsonObject()), 400, "invalid-request");
      var text = Map.of("Content-Type", "text/plain");
      is(client.ask("PATCH", one, admin, "{}", text), 415, "unsupported-media-type");
      is(client.ask("PATCH", one, admin, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
      then(client.ask("DELETE", one, admin, null).status()).isEqualTo(204);
    }
  }

  private static JsonObject without(Answer added) {
    var shown = added.body().copy();
    shown.remove("secret");
    return shown;
  }

  /** What is wrong with what a webhook is sent of a booking. */
  private static List<String> notice(HookServer hook) {
    var day = Day.next();
    var release = office.release(day.terms(1));
    var id = UUID.randomUUID();
    office.claim(0, office.citizens(1).get(0), release, id, day.wish("08:00"));
    var received =
        Eventually.find(Duration.ofSeconds(20), () -> hook.of(id), found -> !found.isEmpty());
    var event = OpenApi.json(received.get(0).body());
    return client.contract().findings("/components/schemas/Notice", event);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Webhooks"))
        .allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
