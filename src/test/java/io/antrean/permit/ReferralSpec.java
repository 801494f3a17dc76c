package io.antrean.permit;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A finding that is referred to another authority")
class ReferralSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String REFERRALS = "/api/v1/permits/referrals";
  private static final PermitOffice permits = new PermitOffice(office);

  private static String elsewhere;
  private static String supervisorElsewhere;

  private final Day day = Day.next();

  @BeforeAll
  static void another_office() {
    permits.another();
    elsewhere = permits.staff("officer", "pontianak");
    supervisorElsewhere = permits.staff("supervisor", "pontianak");
  }

  private static JsonObject finding(UUID booking) {
    return new JsonObject()
        .put("office", "sampit")
        .put("booking", booking.toString())
        .put("authority", "Rumah Detensi Imigrasi")
        .put("reason", "OVERSTAY")
        .put("note", "Two days");
  }

  private static JsonObject walkIn(String at) {
    return new JsonObject()
        .put("office", at)
        .put("nationality", "CN")
        .put("authority", "Polres Kotawaringin Timur")
        .put("reason", "FALSE_DOCUMENT");
  }

  private static Answer refer(UUID id, String token, JsonObject finding) {
    return office.call(0, "PUT", REFERRALS + "/" + id, token, finding);
  }

  private static UUID referred(JsonObject finding) {
    var id = UUID.randomUUID();
    then(refer(id, office.token("officer"), finding).status()).isEqualTo(201);
    return id;
  }

  private static Answer decide(UUID id, String token, String outcome) {
    var body = new JsonObject().put("outcome", outcome);
    return office.call(0, "POST", REFERRALS + "/" + id + "/outcome", token, body);
  }

  private static Answer get(String path, String token) {
    return office.call(0, "GET", REFERRALS + path, token, null);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static String pointer(Answer answer) {
    then(answer.status()).isEqualTo(400);
    return answer.body().getJsonArray("errors").getJsonObject(0).getString("pointer");
  }

  @Test
  void is_recorded_once_with_what_is_on_record_of_the_person() {
    var who = permits.foreigner(day.date().minusDays(2));
    var booking = permits.booked(who.token(), day, "08:00");
    var id = UUID.randomUUID();
    var first = refer(id, office.token("officer"), finding(booking));
    then(first.status()).isEqualTo(201);
    then(first.header("Location")).isEqualTo(REFERRALS + "/" + id);
    then(first.body().getString("person")).isEqualTo(who.persons().get(0));
    then(first.body().getString("nationality")).isEqualTo("MY");
    then(first.body().getString("permit")).isNotNull();
    then(first.body().getValue("outcome")).isNull();
    var again = refer(id, office.token("supervisor"), finding(booking));
    then(again.status()).isEqualTo(200);
    then(again.body()).isEqualTo(first.body());
    var other = finding(booking).put("reason", "OTHER");
    is(refer(id, office.token("officer"), other), 409, "referral-differs");
    is(refer(id, elsewhere, walkIn("pontianak")), 409, "referral-differs");
  }

  @Test
  void is_of_somebody_in_a_booking_of_the_office_or_of_nobody_known() {
    var family = People.household(office, 2);
    var booking = UUID.randomUUID();
    var wish = day.wish(family.persons(), "08:00");
    office.claim(0, family.token(), permits.extensions(day), booking, wish);
    var officer = office.token("officer");
    var id = UUID.randomUUID();
    then(pointer(refer(id, officer, finding(booking)))).as("of two").isEqualTo("/person");
    var stranger = finding(booking).put("person", People.person(office));
    then(pointer(refer(id, officer, stranger))).isEqualTo("/person");
    then(pointer(refer(id, officer, finding(UUID.randomUUID())))).isEqualTo("/booking");
    var theirs = finding(booking).put("office", "pontianak");
    then(pointer(refer(id, elsewhere, theirs))).as("another office's").isEqualTo("/booking");
    var known = walkIn("sampit").put("person", family.persons().get(0));
    then(pointer(refer(id, officer, known))).as("without a booking").isEqualTo("/person");
    then(pointer(refer(id, office.token("admin"), walkIn("atlantis")))).isEqualTo("/office");
    var second = finding(booking).put("person", family.persons().get(1));
    then(refer(id, officer, second).body().getString("person")).isEqualTo(family.persons().get(1));
    then(refer(UUID.randomUUID(), officer, walkIn("sampit")).body().getString("nationality"))
        .isEqualTo("CN");
  }

  @Test
  void has_one_outcome_that_a_supervisor_records() {
    var id = referred(walkIn("sampit"));
    is(decide(id, null, "DEPORTED"), 401, "unauthenticated");
    is(decide(id, office.token("ani"), "DEPORTED"), 403, "forbidden");
    is(decide(id, office.token("officer"), "DEPORTED"), 403, "forbidden");
    is(decide(id, supervisorElsewhere, "DEPORTED"), 404, "not-found");
    is(decide(UUID.randomUUID(), office.token("supervisor"), "DEPORTED"), 404, "not-found");
    is(decide(id, office.token("supervisor"), "deported"), 400, "invalid-request");
    var decided = decide(id, office.token("supervisor"), "DEPORTED");
    then(decided.status()).isEqualTo(200);
    var outcome = decided.body().getJsonObject("outcome");
    then(outcome.getString("outcome")).isEqualTo("DEPORTED");
    then(outcome.getString("recordedBy"))
        .isEqualTo(office.sql("SELECT id::text FROM account WHERE login = 'supervisor'"));
    then(decide(id, office.token("admin"), "DEPORTED").body()).isEqualTo(decided.body());
    var other = decide(id, office.token("admin"), "BANNED");
    is(other, 409, "outcome-recorded");
    then(other.body().getString("outcome")).isEqualTo("DEPORTED");
    then(refer(id, office.token("officer"), walkIn("sampit")).body()).isEqualTo(decided.body());
  }

  @Test
  void is_for_the_staff_of_its_office_alone() {
    var id = referred(walkIn("sampit"));
    for (var path : List.of("/" + id, "?office=sampit")) {
      is(get(path, null), 401, "unauthenticated");
      is(get(path, office.token("ani")), 403, "forbidden");
      for (var who : List.of("officer", "supervisor", "admin")) {
        then(get(path, office.token(who)).status()).as(who).isEqualTo(200);
      }
    }
    is(get("/" + id, elsewhere), 404, "not-found");
    is(get("/x", office.token("admin")), 404, "not-found");
    is(get("?office=sampit", supervisorElsewhere), 403, "forbidden");
    then(get("?office=pontianak", elsewhere).body().encode()).doesNotContain(id.toString());
    is(refer(UUID.randomUUID(), null, walkIn("sampit")), 401, "unauthenticated");
    is(refer(UUID.randomUUID(), office.token("ani"), walkIn("sampit")), 403, "forbidden");
    is(refer(UUID.randomUUID(), elsewhere, walkIn("sampit")), 403, "forbidden");
  }

  @Test
  void is_found_by_its_offices_day() {
    var ids = List.of(referred(walkIn("sampit")), referred(walkIn("sampit")));
    // The last minute of a day at Sampit, and the first of the next, which are one day in UTC.
    at(ids.get(0), "2021-03-01T16:59:59.999Z");
    at(ids.get(1), "2021-03-01T17:00:00.000Z");
    var officer = office.token("officer");
    then(found("&from=2021-03-01&to=2021-03-01", officer)).containsExactly(ids.get(0).toString());
    then(found("&from=2021-03-02&to=2021-03-31", officer)).containsExactly(ids.get(1).toString());
    then(found("&to=2021-03-02", officer)).hasSize(2);
    var first = get("?office=sampit&to=2021-03-02&limit=1", officer).body();
    then(found("&to=2021-03-02&after=" + first.getString("next"), officer))
        .containsExactly(ids.get(1).toString());
    then(pointer(get("?office=sampit&from=2021-03-02&to=2021-03-01", officer))).isEqualTo("?to");
    then(pointer(get("?office=sampit&from=yesterday", officer))).isEqualTo("?from");
    then(pointer(get("?from=2021-03-02", officer))).isEqualTo("?office");
  }

  private static void at(UUID id, String instant) {
    office.sql("UPDATE referral SET referred_at = '%s' WHERE id = '%s'".formatted(instant, id));
  }

  private static List<String> found(String more, String token) {
    return get("?office=sampit" + more, token).body().getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("id"))
        .toList();
  }
}
