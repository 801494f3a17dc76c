package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A day on paper")
class DayListSpec {

  @RegisterExtension static final Installation installation = new Installation(1);

  private static FloorOffice office;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "on-paper", 40);
  }

  private static JsonObject line(String of, Object value) {
    var day = office.ask("GET", "/days/" + office.today(), null);
    then(day.status()).isEqualTo(200);
    return day.body().getJsonArray("lines").stream()
        .map(JsonObject.class::cast)
        .filter(line -> value.equals(line.getString(of)))
        .findFirst()
        .orElse(null);
  }

  private static String at(Duration before) {
    return Instant.now().minus(before).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static Answer onPaper(UUID booking, String at) {
    var body = new JsonObject().put("booking", booking.toString()).put("onPaperAt", at);
    return office.ask("POST", "/check-ins", body);
  }

  @Test
  void lists_who_is_expected_and_who_has_come() {
    var family = People.household(installation, 1);
    installation.sql(
        "UPDATE person SET name = '<b>Siti & \"Co\"</b>' WHERE id = '"
            + family.persons().get(0)
            + "'");
    var wish = new JsonObject().put("slots", new JsonArray(List.of(office.slot(0))));
    var booking = office.book(family.token(), wish).toString();
    var expected = line("booking", booking);
    then(expected.getString("bookingState")).isEqualTo("CONFIRMED");
    then(expected.getString("visit")).isNull();
    then(expected.getString("slot")).isEqualTo(office.slot(0));
    var visit = office.checkIn(UUID.fromString(booking)).body();
    var come = line("booking", booking);
    then(come.getString("visit"))
        .isEqualTo(visit.getJsonArray("visits").getJsonObject(0).getString("id"));
    var walkIn = office.walkIn();
    then(line("visit", walkIn.getString("id")).getString("number"))
        .isEqualTo(walkIn.getString("number"));
    var cancelled = installation.citizens(1).get(0);
    var gone = office.book(cancelled, 2);
    installation.call(0, "DELETE", "/api/v1/bookings/" + gone, cancelled, null);
    then(line("booking", gone.toString())).isNull();
  }

  @Test
  void is_printed_with_room_to_write_and_nobodys_name_becomes_a_part_of_the_page() {
    var family = People.household(installation, 1);
    installation.sql(
        "UPDATE person SET name = '<script>alert(1)</script>' WHERE id = '"
            + family.persons().get(0)
            + "'");
    var wish = new JsonObject().put("slots", new JsonArray(List.of(office.slot(1))));
    office.book(family.token(), wish);
    var path = office.path("/days/" + office.today());
    var accept = Map.of("Accept", "text/html,*/*");
    var page = installation.send(0, "GET", path, office.token("officer"), null, accept).join();
    then(page.statusCode()).isEqualTo(200);
    then(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    then(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'");
    then(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    then(page.body())
        .startsWith("<!doctype html>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;", "Wawancara / Interview", "@page")
        .doesNotContain("<script");
  }

  @Test
  void is_for_the_offices_staff() {
    var path = "/days/" + office.today();
    then(office.ask("GET", path, "ani", null).status()).isEqualTo(403);
    then(office.ask("GET", path, "admin", null).status()).isEqualTo(403);
    then(office.ask("GET", "/days/2030-02-30", null).status()).isEqualTo(400);
    then(office.ask("GET", "/days/x", null).status()).isEqualTo(400);
    then(office.ask("GET", path + "?service=none", null).status()).isEqualTo(400);
    then(office.ask("GET", path + "?service=permit", null).status()).isEqualTo(200);
  }

  @Test
  void is_entered_afterwards_with_the_hour_at_which_it_was() {
    var citizen = installation.citizens(1).get(0);
    var booking = office.book(citizen, 3);
    then(office.checkIn(booking).problem()).as("too early now").isEqualTo("too-early");
    then(onPaper(booking, at(Duration.ofMinutes(-5))).status()).as("to come").isEqualTo(400);
    then(onPaper(booking, at(Duration.ofDays(1))).status()).as("another day").isEqualTo(400);
    var came = at(Duration.ofMinutes(10));
    var visit = onPaper(booking, came).body().getJsonArray("visits").getJsonObject(0);
    then(visit.getBoolean("onPaper")).isTrue();
    then(visit.getString("checkedInAt")).isEqualTo(came);
    var later = new JsonObject().put("state", "LEFT").put("at", at(Duration.ofMinutes(-5)));
    then(office.act(visit, "PAPER", later).status()).as("to come").isEqualTo(400);
    var before = later.copy().put("at", "1970-01-01T00:00:00Z");
    then(office.act(visit, "PAPER", before).status()).as("before they came").isEqualTo(400);
    var paid = at(Duration.ofMinutes(5));
    var body = new JsonObject().put("state", "READY_FOR_PICKUP").put("at", paid);
    visit = office.act(visit, "PAPER", body).body();
    then(visit.getString("state") + " " + visit.getString("stage"))
        .isEqualTo("READY_FOR_PICKUP PICKUP");
    then(visit.getString("paidAt")).isEqualTo(paid);
    then(visit.getString("readyOn")).isNotNull();
    var done = at(Duration.ofMinutes(1));
    visit =
        office
            .act(visit, "PAPER", new JsonObject().put("state", "COMPLETED").put("at", done))
            .body();
    then(visit.getString("endedAt")).isEqualTo(done);
    then(office.booking(booking)).isEqualTo("COMPLETED");
    var steps =
        office.ask("GET", "/visits/" + visit.getString("id"), null).body().getJsonArray("steps");
    then(steps.stream().map(step -> ((JsonObject) step).getString("act")))
        .containsExactly("PAPER", "PAPER", "PAPER");
  }

  @Test
  void is_entered_for_who_was_a_no_show_while_the_network_was_down() {
    var booking = office.book(installation.citizens(1).get(0), 2);
    var citizenMissed = "UPDATE booking SET state = 'NO_SHOW' WHERE id = '" + booking + "'";
    installation.sql(citizenMissed);
    then(office.checkIn(booking).problem()).isEqualTo("booking-state");
    then(onPaper(booking, at(Duration.ofMinutes(3))).status()).isEqualTo(403);
    var body = new JsonObject().put("booking", booking.toString());
    body.put("onPaperAt", at(Duration.ofMinutes(3)));
    var visit =
        office
            .ask("POST", "/check-ins", "supervisor", body)
            .body()
            .getJsonArray("visits")
            .getJsonObject(0);
    then(office.booking(booking)).isEqualTo("NO_SHOW");
    var excused =
        "SELECT count(*)::int FROM no_show WHERE excused_at IS NOT NULL AND booking = '%s'";
    then(installation.sql(excused.formatted(booking))).isEqualTo(1);
    var completed = new JsonObject().put("state", "COMPLETED").put("at", at(Duration.ofMinutes(1)));
    then(office.act(visit, "PAPER", completed).status()).isEqualTo(200);
    then(office.booking(booking)).isEqualTo("COMPLETED");
  }
}
