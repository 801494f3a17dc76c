package io.antrean.permit;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A foreigner who wants to be forgotten")
class ErasedForeignerSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String ME = "/api/v1/accounts/me";

  private final PermitOffice permits = new PermitOffice(office);
  private final Day day = Day.next();
  private final Household who = permits.foreigner(day.date().minusDays(2));
  private final String person = who.persons().get(0);
  private final UUID booking = permits.booked(who.token(), day, "08:00");

  private static Object count(String sql) {
    return office.sql("SELECT count(*) FROM " + sql);
  }

  private void looked() {
    var body = new JsonObject().put("booking", booking.toString());
    var path = "/api/v1/permits/checks";
    then(office.call(0, "POST", path, office.token("officer"), body).status()).isEqualTo(200);
  }

  private UUID referred() {
    var id = UUID.randomUUID();
    var finding =
        new JsonObject()
            .put("office", "sampit")
            .put("booking", booking.toString())
            .put("authority", "Rumah Detensi Imigrasi")
            .put("reason", "OVERSTAY")
            .put("note", "Tan Ah Kow, two days");
    var path = "/api/v1/permits/referrals/" + id;
    then(office.call(0, "PUT", path, office.token("officer"), finding).status()).isEqualTo(201);
    return id;
  }

  private void erases() {
    office.call(0, "DELETE", "/api/v1/bookings/" + booking, who.token(), null);
    var password = new JsonObject().put("password", "ani-demo");
    then(office.call(0, "DELETE", ME, who.token(), password).status()).isEqualTo(204);
  }

  @Test
  void is_given_their_permits_without_the_numbers() {
    var export = office.call(0, "GET", ME + "/export", who.token(), null);
    var permit = export.body().getJsonArray("permits").getJsonObject(0);
    then(permit.getString("person")).isEqualTo(person);
    then(permit.getString("expiresOn")).isEqualTo(day.date().minusDays(2).toString());
    then(permit.getString("lastFour")).hasSize(4);
    then(export.response().body()).doesNotContain("2C21JE");
    var others = office.call(0, "GET", ME + "/export", office.token("ani"), null);
    then(others.body().getJsonArray("permits")).isEmpty();
  }

  @Test
  void is_counted_still_and_known_no_more() {
    looked();
    var referral = referred();
    var outcome = new JsonObject().put("outcome", "FINED").put("note", "Tan Ah Kow paid");
    var path = "/api/v1/permits/referrals/" + referral + "/outcome";
    then(office.call(0, "POST", path, office.token("supervisor"), outcome).status()).isEqualTo(200);
    var permit =
        UUID.fromString(
            (String)
                office.sql("SELECT id::text FROM stay_permit WHERE person = '" + person + "'"));
    office.call(0, "POST", "/api/v1/bookings/" + booking + "/urgent", who.token(), null);
    then(count("urgent_choice WHERE booking = '" + booking + "'")).isEqualTo(1L);
    erases();
    then(count("urgent_choice WHERE booking = '" + booking + "'")).isEqualTo(0L);
    for (var table : new String[] {"stay_permit", "permit_check", "referral", "booking"}) {
      then(count(table + " WHERE person = '" + person + "'")).as(table).isEqualTo(0L);
    }
    then(count("person WHERE id = '" + person + "'")).isEqualTo(0L);
    then(count(
            "stay_permit WHERE id = '%s' AND num_nonnulls(person, number) = 0 AND kind = 'KITAS'"
                    .formatted(permit)
                + " AND nationality = 'MY' AND sex = 'MALE' AND sector = 'WORK'"))
        .as("for the statistics")
        .isEqualTo(1L);
    then(count(
            "permit_check c JOIN booking b ON b.id = c.booking AND b.person = c.person"
                + " WHERE c.booking = '%s' AND c.permit = '%s'".formatted(booking, permit)))
        .as("who looked")
        .isEqualTo(1L);
    then(count(
            "referral r JOIN booking b ON b.id = r.booking AND b.person = r.person"
                + " WHERE r.id = '%s' AND r.outcome = 'FINED'".formatted(referral)
                + " AND num_nonnulls(r.note, r.outcome_note) = 0"))
        .isEqualTo(1L);
    var found = office.call(0, "GET", "/api/v1/permits/" + permit, office.token("officer"), null);
    then(found.status()).isEqualTo(200);
    then(found.body().getValue("person")).isNull();
    then(found.body().getValue("number")).isNull();
  }

  @Test
  void can_not_take_a_case_along_that_has_no_outcome_yet() {
    var referral = referred();
    erases();
    then(count("account_person WHERE person = '" + person + "'")).isEqualTo(0L);
    then(count("person WHERE id = '" + person + "' AND erased_at IS NULL")).isEqualTo(1L);
    then(count("referral WHERE id = '%s' AND note IS NOT NULL".formatted(referral))).isEqualTo(1L);
    then(count("stay_permit WHERE person = '" + person + "'")).isEqualTo(1L);
  }
}
