package io.antrean.permit;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Who claims a slot after the last day of their stay permit")
class WarningSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private final PermitOffice permits = new PermitOffice(office);
  private final Day day = Day.next();

  private Answer claim(String token, String release, UUID id, String prefer, JsonObject wish) {
    return office.claimAsync(0, token, release, id, wish, Map.of("Prefer", prefer)).join();
  }

  private static Answer look(UUID booking, String token) {
    return office.call(0, "GET", "/api/v1/bookings/" + booking, token, null);
  }

  private JsonArray warned(Household who, int daysBefore, String choice) {
    return new JsonArray()
        .add(
            new JsonObject()
                .put("person", who.persons().get(0))
                .put("permitExpires", day.date().minusDays(daysBefore).toString())
                .put("slot", day.at("08:00"))
                .put("choice", choice));
  }

  private static JsonArray warnings(Answer answer) {
    return answer.body().getJsonArray("warnings");
  }

  @Test
  void has_the_seat_and_is_warned_with_every_answer() {
    var who = permits.foreigner(day.date().minusDays(2));
    var release = permits.extensions(day);
    var id = UUID.randomUUID();
    var wish = day.wish("08:00");
    var held = claim(who.token(), release, id, "respond-async", wish);
    then(held.status()).isEqualTo(202);
    then(warnings(held)).isEqualTo(warned(who, 2, "urgent"));
    var again =
        await()
            .until(() -> claim(who.token(), release, id, "wait=5", wish), a -> a.status() == 200);
    then(warnings(again)).isEqualTo(warned(who, 2, "urgent"));
    then(warnings(office.call(0, "GET", held.header("Location"), who.token(), null)))
        .isEqualTo(warned(who, 2, "urgent"));
    then(warnings(look(id, who.token()))).isEqualTo(warned(who, 2, "urgent"));
    var other = permits.foreigner(day.date().minusDays(1));
    var confirmed = claim(other.token(), release, UUID.randomUUID(), "wait=20", wish);
    then(confirmed.status()).isEqualTo(201);
    then(warnings(confirmed)).isEqualTo(warned(other, 1, "urgent"));
  }

  @Test
  void is_not_warned_on_the_last_day_itself_nor_for_another_service() {
    var who = permits.foreigner(day.date());
    var extension =
        claim(
            who.token(), permits.extensions(day), UUID.randomUUID(), "wait=20", day.wish("08:00"));
    then(extension.status()).isEqualTo(201);
    then(extension.body().containsKey("warnings")).isFalse();
    var late = permits.foreigner(day.date().minusDays(9));
    var release = office.release(day.terms(2));
    var passport = claim(late.token(), release, UUID.randomUUID(), "wait=20", day.wish("08:00"));
    then(passport.status()).isEqualTo(201);
    then(passport.body().containsKey("warnings")).isFalse();
    then(look(UUID.fromString(passport.body().getString("id")), late.token()).body())
        .isEqualTo(passport.body());
  }

  @Test
  void has_no_choice_once_the_permit_has_ended() {
    var yesterday = PermitOffice.today().minusDays(1);
    var who = permits.foreigner(yesterday);
    var wish = day.wish("08:00");
    var answer = claim(who.token(), permits.extensions(day), UUID.randomUUID(), "wait=20", wish);
    var warning = warnings(answer).getJsonObject(0);
    then(warning.getString("permitExpires")).isEqualTo(yesterday.toString());
    then(warning.containsKey("choice")).isTrue();
    then(warning.getValue("choice")).isNull();
    var id = UUID.fromString(answer.body().getString("id"));
    then(warnings(look(id, who.token()))).isEqualTo(warnings(answer));
  }

  @Test
  void is_named_among_a_party_that_is_warned_together() {
    var family = People.household(office, 3);
    permits.recorded(family.persons().get(0), day.date().minusDays(3));
    permits.recorded(family.persons().get(2), day.date().plusDays(3));
    var token = permits.renewed(family.token());
    var wish = day.wish(family.persons(), "08:00");
    var answer = claim(token, permits.extensions(day), UUID.randomUUID(), "wait=20", wish);
    then(answer.status()).isEqualTo(201);
    then(warnings(answer)).isEqualTo(warned(family, 3, "urgent"));
  }

  @Test
  void is_warned_by_the_booking_alone_while_the_token_does_not_know() {
    var who = People.household(office, 1);
    permits.recorded(who.persons().get(0), day.date().minusDays(2));
    var wish = day.wish("08:00");
    var answer = claim(who.token(), permits.extensions(day), UUID.randomUUID(), "wait=20", wish);
    then(answer.body().containsKey("warnings")).isFalse();
    var id = UUID.fromString(answer.body().getString("id"));
    then(warnings(look(id, who.token()))).isEqualTo(warned(who, 2, "urgent"));
  }

  @Test
  void is_told_to_the_owner_and_to_the_staff_by_a_check_only() {
    var who = permits.foreigner(day.date().minusDays(2));
    var id = permits.booked(who.token(), day, "08:00");
    then(look(id, office.token("officer")).body().containsKey("warnings")).isFalse();
    then(look(id, office.token("admin")).body().containsKey("warnings")).isFalse();
    then(office.call(0, "GET", "/api/v1/bookings", who.token(), null).body().encode())
        .contains(id.toString())
        .doesNotContain("warnings");
    then(office.call(0, "DELETE", "/api/v1/bookings/" + id, who.token(), null).status())
        .isEqualTo(200);
    then(look(id, who.token()).body().containsKey("warnings")).as("cancelled").isFalse();
  }

  @Test
  void is_warned_where_they_move_to() {
    var who = permits.foreigner(day.date());
    var booking = permits.booked(who.token(), day, "08:00");
    var later = Day.next();
    var move = later.wish("08:00").put("release", permits.extensions(later));
    var path = "/api/v1/bookings/" + booking + "/reschedule";
    var moved = office.call(0, "POST", path, who.token(), move);
    then(moved.status()).isEqualTo(200);
    then(warnings(moved).getJsonObject(0).getString("slot")).isEqualTo(later.at("08:00"));
  }

  @Test
  void has_a_token_that_says_so_and_nobody_else_has() {
    var who = permits.foreigner(day.date());
    var told = payload(who.token());
    then(told.getJsonArray("permits"))
        .isEqualTo(new JsonArray().add((int) day.date().toEpochDay()));
    then(payload(office.token("ani")).containsKey("permits")).isFalse();
    office.sql(
        "UPDATE stay_permit SET revoked_at = now() WHERE person = '%s'"
            .formatted(who.persons().get(0)));
    then(payload(permits.renewed(who.token())).containsKey("permits")).isFalse();
  }

  private static JsonObject payload(String token) {
    var bytes = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
    return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
  }
}
