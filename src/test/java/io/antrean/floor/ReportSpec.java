package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.People;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the newspaper wrote of the office in Sampit in December 2017, over HTTP: two applicants for
 * one hour, the priority lane, photo, interview, payment and pickup; one who is put off, one whose
 * permit is over, and the figures that the office tells at the end.
 */
@DisplayName("The report")
class ReportSpec {

  @RegisterExtension
  static final Installation installation =
      new Installation(
          1, Map.of("ANTREAN_STATISTICS_PAUSE_MS", "500", "ANTREAN_STATISTICS_EVERY_MS", "200"));

  private static final Duration SOON = Duration.ofSeconds(30);

  private static FloorOffice office;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "report", 1);
    office.counter("priority", new JsonObject().put("lanes", new JsonArray().add("PRIORITY")));
    office.counter("two");
  }

  @Test
  void of_a_day_at_the_office() {
    var people = installation.citizens(3);
    // "Applicant A registered for 08:00. B will not get the same hour, and can take 08:15."
    var a = office.book(people.get(0), 1);
    var sameHour = new JsonObject().put("slots", new JsonArray(List.of(office.slot(1))));
    var refused = installation.claim(0, people.get(1), office.release, UUID.randomUUID(), sameHour);
    then(refused.problem()).isEqualTo("slot-taken");
    var free = refused.body().getJsonArray("alternatives").getJsonObject(0).getString("slot");
    var b = office.book(people.get(1), new JsonObject().put("slots", new JsonArray().add(free)));
    var c = office.book(people.get(2), 3);

    var visitA = checkIn(a, people.get(0), true);
    var visitB = checkIn(b, people.get(1), true);
    var visitC = checkIn(c, people.get(2), false);
    then(visitA.getString("lane") + " " + visitC.getString("lane")).isEqualTo("PRIORITY ONLINE");
    collects(visitA);
    collects(visitB);
    then(office.booking(a) + " " + office.booking(b)).isEqualTo("COMPLETED COMPLETED");

    var called = office.next("two").body();
    then(called.getString("id")).isEqualTo(visitC.getString("id"));
    var interviewed = office.done(called, "START");
    office.done(
        interviewed,
        "POSTPONE",
        "reason",
        "SUSPECTED_NON_PROCEDURAL_MIGRANT_WORKER",
        "note",
        "Can not say where the work is to be.");
    then(office.booking(c)).isEqualTo("POSTPONED");

    isReferred();
    hasTheShapeOfTheReport();
  }

  /** By the QR code of the ticket, which is its text. */
  private static JsonObject checkIn(UUID booking, String citizen, boolean priority) {
    var path = "/api/v1/bookings/" + booking + "/ticket";
    var ticket = installation.send(0, "GET", path, citizen, null, Map.of()).join().body();
    var body = new JsonObject().put("ticket", ticket).put("override", true);
    if (priority) body.put("priority", true).put("reason", "sixty-seven years old");
    else body.put("reason", "an hour early");
    var answer = office.ask("POST", "/check-ins", "supervisor", body);
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    return answer.body().getJsonArray("visits").getJsonObject(0);
  }

  /** Called in the priority lane, photographed, interviewed, pays, and collects days later. */
  private static void collects(JsonObject visit) {
    for (var stage : List.of("PHOTO", "INTERVIEW")) {
      var called = office.next("priority").body();
      then(called.getString("id")).isEqualTo(visit.getString("id"));
      then(called.getString("stage")).isEqualTo(stage);
      visit = office.done(office.done(called, "START"), "FINISH_STAGE");
    }
    visit = office.done(visit, "PAY");
    then(LocalDate.parse(visit.getString("readyOn"))).isAfter(office.today().plusDays(2));
    then(office.act(visit, "PICK_UP", new JsonObject()).problem()).isEqualTo("not-ready");
    var daysLater = "UPDATE visit SET ready_on = '%s' WHERE id = '%s'";
    installation.sql(daysLater.formatted(office.today(), visit.getString("id")));
    then(office.done(visit, "PICK_UP").getString("state")).isEqualTo("COMPLETED");
  }

  /** D, whose stay permit was over before the slot: "nobody can manipulate the request". */
  private static void isReferred() {
    var household = People.household(installation, 1);
    office.permit(household.persons().get(0), office.today().minusDays(1));

    var today = office.today().toString();
    var terms =
        new JsonObject()
            .put("office", office.id)
            .put("service", FloorOffice.PERMIT)
            .put("from", today)
            .put("to", today)
            .put("dayStarts", "07:00")
            .put("dayEnds", "23:00")
            .put("capacity", 2);
    var release = installation.release(terms);
    var claim = UUID.randomUUID();
    var renewed =
        installation.call(0, "POST", "/api/v1/sessions/renewals", household.token(), null);
    var wish = new JsonObject().put("slots", new JsonArray().add(office.slot(0)));
    var token = renewed.body().getString("token");
    var booked = installation.claim(0, token, release, claim, wish);
    then(booked.status()).isEqualTo(201);
    then(booked.body().getJsonArray("warnings")).hasSize(1);
    // At check-in the officer sees registration, slot and expiry side by side.
    var there = office.checkIn(claim);
    then(there.status()).isEqualTo(201);
    var check = there.body().getJsonArray("checks").getJsonObject(0);
    then(check.getString("claimedAt")).isNotBlank();
    then(check.getString("slot")).isEqualTo(office.slot(0));
    then(check.getInteger("overstayDays")).isEqualTo(1);
    then(check.getBoolean("flagged")).isTrue();

    var officer = office.token("officer");
    var referral = "/api/v1/permits/referrals/" + UUID.randomUUID();
    var finding =
        new JsonObject()
            .put("office", office.id)
            .put("booking", claim.toString())
            .put("authority", "Kantor Wilayah Kemenkumham")
            .put("reason", "OVERSTAY");
    then(installation.call(0, "PUT", referral, officer, finding).status()).isEqualTo(201);
    var outcome = new JsonObject().put("outcome", "DEPORTED_AND_BANNED");
    var supervisor = office.token("supervisor");
    var decided = installation.call(0, "POST", referral + "/outcome", supervisor, outcome);
    then(decided.status()).as(decided.body().encode()).isBetween(200, 201);
  }

  private static void hasTheShapeOfTheReport() {
    var year = office.today().getYear();
    var path = "/statistics?from=%d-01-01&to=%d-12-31".formatted(year, year);
    var told =
        Eventually.find(
            SOON,
            () -> office.ask("GET", path, "supervisor", null).body(),
            found ->
                Integer.valueOf(2).equals(total(found).getInteger("passportsIssued"))
                    && Integer.valueOf(4).equals(total(found).getInteger("confirmed")));
    var total = total(told);
    then(total.getInteger("passportsIssued")).isEqualTo(2);
    then(total.getInteger("confirmed")).isEqualTo(4);
    then(total.getInteger("postponed")).isEqualTo(1);
    then(total.getJsonObject("postponedByReason").getMap())
        .isEqualTo(Map.of("SUSPECTED_NON_PROCEDURAL_MIGRANT_WORKER", 1));
    then(total.getInteger("referrals")).isEqualTo(1);
    then(total.getJsonObject("referralsByOutcome").getMap())
        .isEqualTo(Map.of("DEPORTED_AND_BANNED", 1));
    then(told.getInteger("lobby")).isEqualTo(1);

    var years = "/statistics?year=%d&against=%d".formatted(year, year - 1);
    var against = office.ask("GET", years, "supervisor", null).body();
    var passports =
        against.getJsonArray("figures").stream()
            .map(JsonObject.class::cast)
            .filter(line -> line.encode().contains("\"passportsIssued\""))
            .findFirst()
            .orElseThrow();
    then(passports.encode()).contains("2").contains("0");
  }

  private static JsonObject total(JsonObject told) {
    return told.getJsonObject("total", new JsonObject());
  }
}
