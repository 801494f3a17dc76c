package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Mailbox;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What is kept of who was at an office")
class ForgottenSpec {

  private static final Mailbox mailbox = Mailbox.open();

  @RegisterExtension
  static final Installation installation = new Installation(1, mailbox.environment(Map.of()));

  @AfterAll
  static void close() {
    mailbox.close();
  }

  private static JsonObject person() {
    return new JsonObject()
        .put("passport", "A1234567")
        .put("country", "MY")
        .put("name", "Tan Ah Kow")
        .put("birthDate", "1985-11-02")
        .put("sex", "male");
  }

  @Test
  void is_exported_for_its_owner_and_erased_with_them() {
    var office = FloorOffice.open(installation, "forgotten", 5);
    office.counter("one");
    var first = mailbox.citizen(installation, "tan@example.org");
    var added = installation.call(0, "POST", "/api/v1/persons", first, person());
    then(added.status()).as(added.body().encode()).isEqualTo(201);
    var renewed = installation.call(0, "POST", "/api/v1/sessions/renewals", first, null);
    var token = renewed.body().getString("token");
    var person = added.body().getString("id");
    var wish =
        new JsonObject()
            .put("slots", new JsonArray(List.of(office.slot(0))))
            .put("party", new JsonArray(List.of(person)));
    var visit =
        office.checkIn(office.book(token, wish)).body().getJsonArray("visits").getJsonObject(0);
    var beside = visit;
    visit = office.done(beside, "CALL_OUT_OF_ORDER", "counter", "one", "reason", "Tan's uncle");
    visit = office.done(visit, "START");
    visit = office.done(visit, "POSTPONE", "reason", "DATA_DIFFERS", "note", "Tan says he is Tang");
    var export = installation.call(0, "GET", "/api/v1/accounts/me/export", token, null).body();
    var told = export.getJsonArray("visits").getJsonObject(0);
    then(told.getString("visit")).isEqualTo(visit.getString("id"));
    then(told.getString("note")).isEqualTo("Tan says he is Tang");

    var password = new JsonObject().put("password", Mailbox.PASSWORD);
    var erased = installation.call(0, "DELETE", "/api/v1/accounts/me", token, password);
    then(erased.status()).isEqualTo(204);
    var left = office.ask("GET", "/visits/" + visit.getString("id"), null).body();
    then(left.getString("person")).isNotEqualTo(person);
    then(left.getString("name")).isNull();
    then(left.getString("note")).isNull();
    then(left.getString("postponedReason")).isEqualTo("DATA_DIFFERS");
    then(left.encode()).as("nor in a step").doesNotContain("Tang", "Tan's uncle");
    var same =
        "SELECT v.person = b.person FROM visit v JOIN booking b ON b.id = v.booking WHERE v.id = '"
            + visit.getString("id")
            + "'";
    then(installation.sql(same)).isEqualTo(true);
  }

  @Test
  void of_a_walk_in_is_no_name_once_the_day_is_over() {
    var office = FloorOffice.open(installation, "walk-in-names", 5);
    var body = new JsonObject().put("service", FloorOffice.PASSPORT).put("name", "Rahman");
    var today = office.walkIn(UUID.randomUUID(), body).body().getString("id");
    var old = office.walkIn(UUID.randomUUID(), body).body().getString("id");
    installation.sql("UPDATE visit SET day = day - 2 WHERE id = '" + old + "'");
    installation.startNode();
    var name = "SELECT coalesce(name, '-') FROM visit WHERE id = '%s'";
    var found =
        Eventually.find(
            Duration.ofSeconds(10), () -> installation.sql(name.formatted(old)), "-"::equals);
    then(found).isEqualTo("-");
    then(installation.sql(name.formatted(today))).isEqualTo("Rahman");
  }
}
