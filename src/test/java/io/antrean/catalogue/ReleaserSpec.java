package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An office with summer time; three nodes look for plans twenty times a second. */
@DisplayName("A plan's releases")
class ReleaserSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          3, Map.of("ANTREAN_PLAN_EVERY_MS", "50", "ANTREAN_PLAN_AHEAD_MS", "1382400000"));

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final String PLANS = "/api/v1/release-plans";

  private static Answer admin(String method, String path, JsonObject body) {
    return office.call(0, method, path, office.token("admin"), body);
  }

  /** A service of an office in Berlin, at which only this plan releases. */
  private static JsonObject plan(String letter, String service) {
    admin(
        "POST",
        "/api/v1/offices",
        new JsonObject().put("id", "berlin").put("name", "Berlin").put("zone", ZONE.getId()));
    admin(
        "POST",
        "/api/v1/services",
        new JsonObject()
            .put("office", "berlin")
            .put("id", service)
            .put("name", service)
            .put("letter", letter)
            .put("category", "PASSPORT"));
    return new JsonObject()
        .put("office", "berlin")
        .put("service", service)
        .put(
            "weekday",
            LocalDate.now(ZONE).plusDays(1).getDayOfWeek().name().toLowerCase(Locale.ROOT))
        .put("opens", "14:00")
        .put("fromDays", 10)
        .put("days", 7)
        .put("dayStarts", "08:00")
        .put("dayEnds", "10:00")
        .put("slotMinutes", 60)
        .put("capacity", 2)
        .put("admission", "open");
  }

  private static String add(JsonObject plan) {
    var added = admin("POST", PLANS, plan);
    then(added.status()).as(added.body().encode()).isEqualTo(201);
    return added.body().getString("id");
  }

  private static List<JsonObject> releases(String plan) {
    return admin("GET", PLANS + "/" + plan, null).body().getJsonArray("releases").stream()
        .map(one -> (JsonObject) one)
        .toList();
  }

  private static List<JsonObject> releases(String plan, int count) {
    return Eventually.find(
        Duration.ofSeconds(20), () -> releases(plan), found -> found.size() >= count);
  }

  private static List<String> outcomes(String plan, int count) {
    return releases(plan, count).stream().map(one -> one.getString("outcome")).toList();
  }

  @Test
  void are_made_ahead_of_their_opening_once_however_many_nodes_look() {
    var plan = add(plan("A", "ahead"));
    // Within sixteen days there are three of whatever tomorrow is.
    then(outcomes(plan, 3)).containsExactly("RELEASED", "RELEASED", "RELEASED");
    Eventually.pause(500);
    then(releases(plan)).hasSize(3);
    then(office.sql(
            "SELECT count(*) FROM release r JOIN service s ON s.no = r.service_no"
                + " WHERE s.id = 'ahead'"))
        .isEqualTo(3L);
    var first = releases(plan).get(2);
    var release = admin("GET", "/api/v1/releases/" + first.getString("release"), null).body();
    var day = LocalDate.now(ZONE).plusDays(1);
    then(release.getString("from")).isEqualTo(day.plusDays(10).toString());
    then(release.getString("to")).isEqualTo(day.plusDays(16).toString());
    then(Instant.parse(release.getString("opensAt")))
        .isEqualTo(day.atTime(14, 0).atZone(ZONE).toInstant());
  }

  @Test
  void are_whole_or_not_there_whatever_ends_in_the_middle() {
    office.sql(
        "ALTER TABLE release_plan_occurrence ADD CONSTRAINT poison CHECK (plan IS NULL) NOT VALID");
    var plan = add(plan("B", "middle"));
    var others = add(plan("C", "others"));
    Eventually.pause(700);
    var count =
        "SELECT count(*) FROM release r JOIN service s ON s.no = r.service_no"
            + " WHERE s.id = 'middle'";
    then(office.sql(count)).isEqualTo(0L);
    office.sql("ALTER TABLE release_plan_occurrence DROP CONSTRAINT poison");
    then(outcomes(plan, 3)).hasSize(3).containsOnly("RELEASED");
    then(outcomes(others, 3)).hasSize(3).containsOnly("RELEASED");
    then(office.sql(count)).isEqualTo(3L);
  }

  @Test
  void go_on_after_what_could_not_be_released_and_say_why() {
    var body = plan("D", "refused");
    var day = LocalDate.now(ZONE).plusDays(1);
    office.createRelease(
        0,
        new JsonObject()
            .put("office", "berlin")
            .put("service", "refused")
            .put("from", day.plusDays(16).toString())
            .put("to", day.plusDays(16).toString()));
    var plan = add(body);
    then(outcomes(plan, 3)).containsExactly("RELEASED", "RELEASED", "OVERLAPS");
    // The server was away for weeks: what nobody can come to any more is not released.
    office.sql(
        """
        UPDATE release_plan SET next_day = next_day - 63 WHERE id = '%s'
        """
            .formatted(plan));
    then(outcomes(plan, 9)).endsWith("TOO_LATE");
  }

  @Test
  void leave_out_the_offices_holidays() {
    var day = LocalDate.now(ZONE).plusDays(1);
    var body = plan("E", "holidays");
    for (int i = 10; i < 17; i++) {
      admin(
          "PUT",
          "/api/v1/offices/berlin/holidays/" + day.plusDays(i),
          new JsonObject().put("name", "Closed"));
    }
    var plan = add(body);
    then(outcomes(plan, 3)).containsExactly("RELEASED", "RELEASED", "NO_OPEN_DAY");
    for (int i = 10; i < 17; i++) {
      admin("DELETE", "/api/v1/offices/berlin/holidays/" + day.plusDays(i), null);
    }
  }

  @Test
  void end_with_it() {
    var far = plan("F", "ended").put("firstDay", LocalDate.now(ZONE).plusDays(300).toString());
    var plan = add(far);
    var ended = admin("DELETE", PLANS + "/" + plan, null);
    then(ended.body().getString("endedAt")).isNotNull();
    office.sql("UPDATE release_plan SET next_day = next_day - 294 WHERE id = '" + plan + "'");
    Eventually.pause(300);
    then(releases(plan)).isEmpty();
    then(admin("DELETE", PLANS + "/" + plan, null).body().getString("endedAt"))
        .isEqualTo(ended.body().getString("endedAt"));
  }

  @Test
  void are_planned_with_sense() {
    var body = plan("G", "sense");
    var late = body.copy().put("fromDays", 0).put("days", 1).put("opens", "10:00");
    then(admin("POST", PLANS, late).body().encode()).contains("/opens");
    then(admin("POST", PLANS, body.copy().put("days", 8).put("weekday", "someday")).body().encode())
        .contains("/days", "/weekday");
    then(admin("POST", PLANS, body.copy().put("dayEnds", "07:00")).body().encode())
        .contains("/dayEnds");
    var far = body.copy().put("firstDay", "9999-12-31");
    then(admin("POST", PLANS, far).body().encode()).contains("/firstDay");
    then(office.call(0, "POST", PLANS, office.token("supervisor"), body).status()).isEqualTo(403);
  }
}
