package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Whose stay permit ends before their slot")
class UrgentArrivalSpec {

  @RegisterExtension static final Installation installation = new Installation(1);

  private static FloorOffice office;
  private static String release;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "urgent", 40);
    office.counter("one");
    var day = later().toString();
    release =
        installation.release(
            new JsonObject()
                .put("office", office.id)
                .put("service", FloorOffice.PERMIT)
                .put("from", day)
                .put("to", day)
                .put("dayStarts", "08:00")
                .put("dayEnds", "09:00")
                .put("capacity", 40));
  }

  private static LocalDate later() {
    return office.today().plusDays(4);
  }

  private static Household foreigner(LocalDate expires) {
    var account = People.household(installation, 1);
    office.permit(account.persons().get(0), expires);
    return account;
  }

  private static UUID booked(String token, JsonArray party) {
    var claim = UUID.randomUUID();
    var wish = new JsonObject().put("slots", new JsonArray(List.of(later() + "T08:00")));
    if (party != null) wish.put("party", party);
    var answer = installation.claim(0, token, release, claim, wish);
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    return claim;
  }

  private static UUID chosen(Household who) {
    var booking = booked(who.token(), null);
    then(choose(booking, who.token()).status()).isEqualTo(200);
    return booking;
  }

  private static Answer choose(UUID booking, String token) {
    return installation.call(0, "POST", "/api/v1/bookings/" + booking + "/urgent", token, null);
  }

  private static JsonObject visit(Answer answer) {
    then(answer.status()).as(answer.body().encode()).isBetween(200, 201);
    return answer.body().getJsonArray("visits").getJsonObject(0);
  }

  private static long looks(UUID booking) {
    var sql = "SELECT count(*) FROM permit_check WHERE booking = '%s'".formatted(booking);
    return (Long) installation.sql(sql);
  }

  @Test
  void is_taken_today_in_the_priority_lane_under_a_number_of_today() {
    var booking = chosen(foreigner(office.today().plusDays(1)));
    var first = office.checkIn(booking);
    var visit = visit(first);
    then(first.status()).isEqualTo(201);
    then(visit.getString("lane") + " " + visit.getString("day"))
        .isEqualTo("PRIORITY " + office.today());
    then(visit.getString("slot")).isEqualTo(later() + "T08:00");
    then(visit.getString("number")).matches("C-U[0-9]{3}");
    then(office.booking(booking)).isEqualTo("CHECKED_IN");
    var steps = office.ask("GET", "/visits/" + visit.getString("id"), null).body();
    then(steps.encode()).contains("\"URGENT_CHOICE\"");
    var lines = office.ask("GET", "/days/" + office.today(), null).body().getJsonArray("lines");
    then(lines.encode()).contains(booking.toString(), visit.getString("number"));
    var again = office.checkIn(booking);
    then(again.status()).isEqualTo(200);
    then(visit(again)).isEqualTo(visit);
    var called = office.done(visit, "CALL_OUT_OF_ORDER", "counter", "one", "reason", "A spec");
    then(office.done(called, "START").getString("state")).isEqualTo("SERVING");
  }

  @Test
  void is_shown_to_the_officer_side_by_side_and_the_look_is_on_record() {
    var expires = office.today().plusDays(1);
    var booking = chosen(foreigner(expires));
    var check = office.checkIn(booking).body().getJsonArray("checks").getJsonObject(0);
    then(check.getString("claimedAt")).isNotBlank();
    then(check.getString("slot")).isEqualTo(later() + "T08:00");
    then(check.getString("comeBy")).isEqualTo(expires.toString());
    then(check.getJsonObject("permit").getString("expiresOn")).isEqualTo(expires.toString());
    then(check.getJsonArray("flags")).containsExactly("SLOT_AFTER_EXPIRY");
    then(looks(booking)).isEqualTo(1);
    office.checkIn(booking);
    then(looks(booking)).as("who looks again").isEqualTo(2);

    var passport = office.book(installation.citizens(1).get(0), 0);
    then(office.checkIn(passport).body().getJsonArray("checks")).isEmpty();
    then(looks(passport)).isZero();
  }

  @Test
  void waits_for_the_slot_unless_they_chose_and_after_the_permits_last_day() {
    var who = foreigner(office.today().plusDays(1));
    var booking = booked(who.token(), null);
    then(office.checkIn(booking).problem()).isEqualTo("too-early");
    then(looks(booking)).as("nothing was shown").isZero();
    choose(booking, who.token());
    installation.sql(
        "UPDATE urgent_choice SET come_by = '%s' WHERE booking = '%s'"
            .formatted(office.today().minusDays(1), booking));
    then(office.checkIn(booking).problem()).isEqualTo("too-early");
    then(office.booking(booking)).isEqualTo("CONFIRMED");
  }

  @Test
  void comes_alone_where_the_others_of_the_party_have_time() {
    var family = People.household(installation, 2);
    office.permit(family.persons().get(1), office.today());
    var booking = booked(family.token(), new JsonArray(family.persons()));
    then(choose(booking, family.token()).status()).isEqualTo(200);
    then(office.checkIn(booking).problem()).as("all of them").isEqualTo("too-early");
    var body =
        new JsonObject()
            .put("booking", booking.toString())
            .put("persons", new JsonArray(List.of(family.persons().get(1))));
    then(office.ask("POST", "/check-ins", body).status()).isEqualTo(201);
    then(office.booking(booking)).isEqualTo("CONFIRMED,CHECKED_IN");
  }

  @Test
  void has_a_number_that_nobody_else_has_though_all_come_at_once() {
    var bookings =
        IntStream.range(0, 8).mapToObj(i -> chosen(foreigner(office.today().plusDays(1)))).toList();
    var numbers =
        bookings.stream()
            .map(id -> CompletableFuture.supplyAsync(() -> office.checkIn(id)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(answer -> visit(answer).getString("number"))
            .toList();
    then(numbers).doesNotHaveDuplicates().allMatch(number -> number.matches("C-U[0-9]{3}"));
  }

  /** An instant before it was claimed. */
  private static String booked(UUID booking) {
    var sql = "SELECT (extract(epoch FROM claimed_at) * 1000)::bigint FROM booking WHERE id = '";
    return Instant.ofEpochMilli((Long) installation.sql(sql + booking + "'") - 1).toString();
  }

  @Test
  void may_have_come_on_paper_but_not_in_the_future() {
    var booking = chosen(foreigner(office.today().plusDays(2)));
    var body = new JsonObject().put("booking", booking.toString());
    var future = body.copy().put("onPaperAt", Instant.now().plusSeconds(3600).toString());
    then(office.ask("POST", "/check-ins", future).problem()).isEqualTo("invalid-request");
    for (var at : new String[] {"2001-01-01T03:00:00Z", booked(booking)}) {
      var before = body.copy().put("onPaperAt", at);
      then(office.ask("POST", "/check-ins", before).problem()).as(at).isEqualTo("invalid-request");
    }
    installation.sql(
        "UPDATE booking SET claimed_at = now() - interval '1 hour' WHERE id = '" + booking + "'");
    var past = body.put("onPaperAt", Instant.now().minusSeconds(600).toString());
    var visit = visit(office.ask("POST", "/check-ins", past));
    then(visit.getMap())
        .containsAllEntriesOf(
            Map.of("onPaper", true, "lane", "PRIORITY", "day", office.today().toString()));
  }
}
