package io.antrean.audit;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Who changed what")
class AuditTrailSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String ENTRIES = "/api/v1/audit/entries";

  private static List<JsonObject> entries(String login, String query) {
    var page = office.call(0, "GET", ENTRIES + query, office.token(login), null);
    then(page.status()).as(page.body().encode()).isEqualTo(200);
    return page.body().getJsonArray("items").stream().map(one -> (JsonObject) one).toList();
  }

  private static JsonObject last(String object) {
    return entries("admin", "?limit=1&object=" + object).get(0);
  }

  private static Installation.Answer admin(String method, String path, JsonObject body) {
    return office.call(0, method, path, office.token("admin"), body);
  }

  private static JsonObject office(String id) {
    return new JsonObject().put("id", id).put("name", id).put("zone", "Asia/Pontianak");
  }

  @Test
  void is_written_down_with_the_request_and_what_differs() {
    admin("POST", "/api/v1/offices", office("ketapang"));
    var rename = new JsonObject().put("name", "Ketapang Raya");
    var headers = Map.of("X-Request-Id", "spec-17");
    office.call(0, "PATCH", "/api/v1/offices/ketapang", office.token("admin"), rename, headers);

    var entry = last("ketapang");
    then(entry.getString("what")).isEqualTo("office.changed");
    then(entry.getJsonObject("actor").getString("login")).isEqualTo("admin");
    then(entry.getJsonArray("roles")).containsExactly("admin");
    then(entry.getString("office")).isEqualTo("ketapang");
    then(entry.getString("requestId")).isEqualTo("spec-17");
    then(entry.getJsonObject("before")).isEqualTo(new JsonObject().put("name", "ketapang"));
    then(entry.getJsonObject("after")).isEqualTo(rename);
    // To the name that it has: nothing was changed.
    admin("PATCH", "/api/v1/offices/ketapang", rename);
    then(last("ketapang")).isEqualTo(entry);
  }

  @Test
  void of_every_thing_that_staff_change() {
    var service =
        new JsonObject()
            .put("office", "sampit")
            .put("id", "paspor-hilang")
            .put("name", "Paspor hilang")
            .put("letter", "H")
            .put("category", "PASSPORT");
    admin("POST", "/api/v1/services", service);
    then(last("sampit/paspor-hilang").getString("what")).isEqualTo("service.added");
    var release =
        office.release(new JsonObject().put("from", "2031-03-03").put("to", "2031-03-03"));
    then(last(release).getString("what")).isEqualTo("release.added");
    then(last(release).getJsonObject("after").getInteger("slotMinutes")).isEqualTo(15);

    var webhook =
        new JsonObject()
            .put("office", "sampit")
            .put("url", "https://example.org/hook?key=secret")
            .put("kinds", List.of("confirmed"));
    var at = admin("POST", "/api/v1/webhooks", webhook).header("Location");
    var id = at.replaceAll(".*/", "");
    then(last(id).encode()).contains("webhook.added").doesNotContain("secret");
    admin("PATCH", at, new JsonObject().put("enabled", false));
    then(last(id).getJsonObject("after").getString("disabledReason")).isEqualTo("administrator");
    admin("DELETE", at, null);
    then(last(id).getString("what")).isEqualTo("webhook.removed");
    then(last(id).getJsonObject("actor").getString("login")).isEqualTo("admin");
    admin("PUT", "/api/v1/offices/sampit/counters/nine", new JsonObject().put("name", "Nine"));
    then(last("sampit/nine").getString("what")).isEqualTo("counter.added");
    then(last("sampit/nine").getJsonObject("actor").getString("login")).isEqualTo("admin");
    // That somebody became an administrator, which the demo did: no password's hash is told.
    var staff = office.sql("SELECT id::text FROM account WHERE login = 'admin'").toString();
    then(last(staff).getJsonObject("after"))
        .isEqualTo(
            new JsonObject()
                .put("login", "admin")
                .put("roles", List.of("admin"))
                .put("offices", List.of()));
    then(last(staff).getValue("actor")).isNull();
    var citizen = office.sql("SELECT id::text FROM account WHERE login = 'ani'").toString();
    then(entries("admin", "?object=" + citizen)).isEmpty();
  }

  @Test
  void of_what_was_set_aside_and_of_excuses() {
    var claim = UUID.randomUUID();
    var booking = UUID.randomUUID();
    var release =
        office.release(new JsonObject().put("from", "2031-03-05").put("to", "2031-03-05"));
    office.sql(
        """
        INSERT INTO no_show (person, kind, at, office, booking)
        SELECT id, 'NO_SHOW', now(), 'sampit', '%s' FROM person
        """
            .formatted(booking));
    office.sql(
        """
        UPDATE no_show SET excused_at = now(), excused_by = booking, excuse = 'Banjir'
         WHERE booking = '%s'
        """
            .formatted(booking));
    then(entries("admin", "?object=" + booking)).hasSize(1);
    then(last(booking.toString()).getString("what")).isEqualTo("booking.excused");
    then(last(booking.toString()).getJsonObject("after"))
        .isEqualTo(new JsonObject().put("reason", "Banjir"));
    var number =
        office.sql(
            """
            INSERT INTO set_aside (partition, epoch, entry_ms, entry_seq, kind, claim, release,
              record, reason, set_aside_at)
            VALUES (0, 1, 1, 1, 'CANCEL', '%s', '%s', '', 'spec', now()) RETURNING no
            """
                .formatted(claim, release));
    office.sql("UPDATE set_aside SET resolution = 'REFUSED' WHERE no = " + number);
    var entry = entries("admin", "?office=sampit&limit=1&object=" + number).get(0);
    then(entry.getString("what")).isEqualTo("set-aside.changed");
    office.sql("DELETE FROM set_aside WHERE no = " + number);
    office.sql("DELETE FROM no_show WHERE booking = '" + booking + "'");
  }

  @Test
  void is_not_written_of_what_was_refused() {
    admin("POST", "/api/v1/offices", office("sampit"));
    then(entries("admin", "?object=sampit"))
        .allMatch(entry -> entry.getValue("actor") == null, "the demo's");
  }

  @Test
  void is_shown_to_a_supervisor_of_the_office_and_to_no_one_else() {
    admin("POST", "/api/v1/offices", office("pangkalan-bun"));
    then(entries("supervisor", "?limit=200"))
        .isNotEmpty()
        .allMatch(entry -> "sampit".equals(entry.getString("office")));
    for (var login : List.of("ani", "officer")) {
      var answer = office.call(0, "GET", ENTRIES, office.token(login), null);
      then(answer.status()).isEqualTo(403);
    }
    var other = ENTRIES + "?office=pangkalan-bun";
    then(office.call(0, "GET", other, office.token("supervisor"), null).status()).isEqualTo(403);
    then(entries("admin", "?office=pangkalan-bun")).hasSize(1);
  }

  @Test
  void is_found_by_its_time_page_by_page() {
    then(entries("admin", "?to=2020-01-01T00:00:00Z")).isEmpty();
    then(entries("admin", "?from=2020-01-01T00:00:00Z&limit=2")).hasSize(2);
    var first = office.call(0, "GET", ENTRIES + "?limit=1", office.token("admin"), null).body();
    var rest = entries("admin", "?limit=200&after=" + first.getString("next"));
    then(rest.get(0).getLong("number"))
        .isLessThan(first.getJsonArray("items").getJsonObject(0).getLong("number"));
  }
}
