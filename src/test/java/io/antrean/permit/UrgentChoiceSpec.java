package io.antrean.permit;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The urgent choice")
class UrgentChoiceSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Vertx vertx = Vertx.vertx();

  private static Pool pool;

  @BeforeAll
  static void connect() {
    pool = Stores.pool(vertx, office.database());
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  private final PermitOffice permits = new PermitOffice(office);
  private final Day day = Day.next();

  private static Answer choose(UUID booking, String token) {
    return office.call(0, "POST", "/api/v1/bookings/" + booking + "/urgent", token, null);
  }

  private static void isNot(Answer answer, String reason) {
    then(answer.status() + " " + answer.problem()).isEqualTo("409 not-urgent");
    then(answer.body().getString("reason")).isEqualTo(reason);
  }

  /** As the floor asks at check-in. */
  private static Map<Integer, LocalDate> comeBy(UUID booking) {
    return pool.withTransaction(tx -> new UrgentChoices(pool).comeBy(tx, booking)).await();
  }

  @Test
  void lets_whom_it_concerns_come_up_to_the_permits_last_day() {
    var expires = day.date().minusDays(2);
    var who = permits.foreigner(expires);
    var booking = permits.booked(who.token(), day, "08:00");
    then(comeBy(booking)).isEmpty();
    var chosen = choose(booking, who.token());
    then(chosen.status()).isEqualTo(200);
    var choice = chosen.body().getJsonArray("choices").getJsonObject(0);
    then(choice.getString("person")).isEqualTo(who.persons().get(0));
    then(choice.getString("comeBy")).isEqualTo(expires.toString());
    then(choose(booking, who.token()).body()).as("again").isEqualTo(chosen.body());
    then(comeBy(booking)).isEqualTo(Map.of(0, expires));
    var told = office.call(0, "GET", "/api/v1/bookings/" + booking, who.token(), null);
    then(told.body().getString("slot")).as("without another slot").isEqualTo(day.at("08:00"));
    then(told.body().getJsonArray("warnings").getJsonObject(0).getString("comeBy"))
        .isEqualTo(expires.toString());
  }

  @Test
  void is_of_those_of_a_party_whom_it_concerns() {
    var family = People.household(office, 3);
    permits.recorded(family.persons().get(1), day.date().minusDays(4));
    permits.recorded(family.persons().get(2), PermitOffice.today().minusDays(1));
    var release = permits.extensions(day);
    var id = UUID.randomUUID();
    var wish = day.wish(family.persons(), "08:00");
    then(office.claim(0, family.token(), release, id, wish).status()).isEqualTo(201);
    then(choose(id, family.token()).body().getJsonArray("choices")).hasSize(1);
    then(comeBy(id)).isEqualTo(Map.of(1, day.date().minusDays(4)));
  }

  @Test
  void is_none_where_the_slot_is_in_time_or_the_permit_is_over() {
    var inTime = permits.foreigner(day.date());
    isNot(choose(permits.booked(inTime.token(), day, "08:00"), inTime.token()), "in-time");
    var over = permits.foreigner(PermitOffice.today().minusDays(1));
    var late = Day.next();
    isNot(choose(permits.booked(over.token(), late, "08:00"), over.token()), "permit-expired");
    then(office.sql(
            "SELECT count(*) FROM urgent_choice u JOIN booking b ON b.id = u.booking"
                + " WHERE b.slot::date IN ('%s', '%s')".formatted(day.date(), late.date())))
        .isEqualTo(0L);
    var today = permits.foreigner(PermitOffice.today());
    var last = permits.booked(today.token(), Day.next(), "08:00");
    then(choose(last, today.token()).status()).as("on its last day").isEqualTo(200);
  }

  @Test
  void is_none_of_a_passport_and_of_a_booking_that_is_cancelled() {
    var who = permits.foreigner(day.date().minusDays(2));
    var passport = UUID.randomUUID();
    var release = office.release(day.terms(2));
    office.claim(0, who.token(), release, passport, day.wish("08:00"));
    isNot(choose(passport, who.token()), "in-time");
    var booking = permits.booked(who.token(), day, "08:00");
    then(choose(booking, who.token()).status()).isEqualTo(200);
    office.call(0, "DELETE", "/api/v1/bookings/" + booking, who.token(), null);
    isNot(choose(booking, who.token()), "state");
    then(comeBy(booking)).as("of what was cancelled").isEmpty();
  }

  @Test
  void is_over_when_the_booking_moves_to_a_slot_in_time() {
    var later = Day.next();
    var who = permits.foreigner(day.date());
    var booking = permits.booked(who.token(), later, "08:00");
    then(choose(booking, who.token()).status()).isEqualTo(200);
    var move = day.wish("08:00").put("release", permits.extensions(day));
    var path = "/api/v1/bookings/" + booking + "/reschedule";
    then(office.call(0, "POST", path, who.token(), move).status()).isEqualTo(200);
    then(comeBy(booking)).isEmpty();
  }

  @Test
  void gives_more_time_when_it_is_repeated_after_the_permit_was_extended() {
    var who = permits.foreigner(day.date().minusDays(9));
    var booking = permits.booked(who.token(), day, "08:00");
    choose(booking, who.token());
    var extended =
        PermitOffice.permit(who.persons().get(0), day.date().minusDays(1))
            .put("grantedOn", "2025-01-06");
    permits.record(UUID.randomUUID(), office.token("officer"), extended);
    then(comeBy(booking)).isEqualTo(Map.of(0, day.date().minusDays(9)));
    then(choose(booking, who.token()).status()).isEqualTo(200);
    then(comeBy(booking)).isEqualTo(Map.of(0, day.date().minusDays(1)));
  }

  @Test
  void is_the_owners_alone() {
    permits.another();
    var who = permits.foreigner(day.date().minusDays(2));
    var booking = permits.booked(who.token(), day, "08:00");
    then(choose(booking, null).status()).isEqualTo(401);
    then(choose(booking, office.token("budi")).status()).isEqualTo(404);
    then(choose(booking, permits.staff("officer", "pontianak")).status()).isEqualTo(404);
    for (var staff : new String[] {"officer", "supervisor", "admin"}) {
      then(choose(booking, office.token(staff)).status()).as(staff).isEqualTo(403);
    }
    then(choose(UUID.randomUUID(), who.token()).status()).isEqualTo(404);
    then(comeBy(booking)).isEmpty();
  }
}
