package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 2030-01-07 is a Monday. */
@DisplayName("An office that has told when it is open")
class OfficeDaysSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String OFFICE = "/api/v1/offices/sampit";

  @BeforeEach
  void hours() {
    var day = List.of("08:00-12:00", "13:00-16:00");
    var hours = new JsonObject().put("monday", day).put("tuesday", day);
    hours.put("friday", List.of("08:00-11:30"));
    then(admin("PUT", OFFICE + "/hours", hours).status()).isEqualTo(200);
  }

  private static Answer admin(String method, String path, JsonObject body) {
    return office.call(0, method, path, office.token("admin"), body);
  }

  private static Answer release(String from, String to, String starts, String ends) {
    return office.createRelease(
        0,
        new JsonObject()
            .put("from", from)
            .put("to", to)
            .put("dayStarts", starts)
            .put("dayEnds", ends)
            .put("slotMinutes", 60));
  }

  private static List<String> slots(Answer created) {
    then(created.status()).as(created.body().encode()).isEqualTo(201);
    var path = created.header("Location") + "/slots";
    return office.call(0, "GET", path, null, null).body().getJsonArray("slots").stream()
        .map(slot -> ((JsonObject) slot).getString("slot").substring(5))
        .toList();
  }

  private static List<String> errors(Answer refused) {
    then(refused.status()).isEqualTo(400);
    return refused.body().getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  @Test
  void releases_no_slots_on_closed_days_on_holidays_and_in_breaks_and_says_which_days() {
    var holiday =
        admin("PUT", OFFICE + "/holidays/2030-01-08", new JsonObject().put("name", "Nyepi"));
    then(holiday.status()).isEqualTo(201);
    then(holiday.body().getInteger("slots")).isZero();
    var created = release("2030-01-07", "2030-01-09", "11:00", "14:00");
    then(slots(created)).containsExactly("01-07T11:00", "01-07T13:00");
    var skipped = created.body().getJsonArray("skipped").encode();
    then(skipped)
        .isEqualTo(
            "[{\"day\":\"2030-01-08\",\"holiday\":\"Nyepi\"},"
                + "{\"day\":\"2030-01-09\",\"holiday\":null}]");
    // The release does not change when the day is one no more, nor when another becomes one.
    admin("DELETE", OFFICE + "/holidays/2030-01-08", null);
    var late =
        admin("PUT", OFFICE + "/holidays/2030-01-07", new JsonObject().put("name", "Banjir"));
    then(late.body().getInteger("slots")).isEqualTo(2);
    then(slots(created)).hasSize(2);
    admin("DELETE", OFFICE + "/holidays/2030-01-07", null);
  }

  @Test
  void refuses_slots_before_and_after_its_hours() {
    then(errors(release("2030-02-04", "2030-02-04", "07:00", "12:00")))
        .containsExactly("/dayStarts");
    then(errors(release("2030-02-04", "2030-02-04", "07:00", "17:00")))
        .containsExactly("/dayStarts", "/dayEnds");
    // Of a Friday the hours are shorter.
    then(errors(release("2030-02-04", "2030-02-08", "08:00", "12:30"))).containsExactly("/dayEnds");
    then(errors(release("2030-02-06", "2030-02-07", "08:00", "12:00"))).containsExactly("/from");
    then(slots(release("2030-02-04", "2030-02-08", "08:00", "09:00")))
        .containsExactly("02-04T08:00", "02-05T08:00", "02-08T08:00");
  }

  @Test
  void may_tell_nothing_and_then_nothing_follows() {
    then(admin("PUT", OFFICE + "/hours", new JsonObject()).status()).isEqualTo(200);
    then(slots(release("2030-03-02", "2030-03-03", "06:00", "07:00"))).hasSize(2);
  }

  @Test
  void says_what_is_wrong_with_its_hours() {
    for (var wrong : List.of("8-12", "12:00-08:00", "08:00-25:00", "08:00-08:00")) {
      var hours = new JsonObject().put("sunday", List.of(wrong));
      then(errors(admin("PUT", OFFICE + "/hours", hours))).containsExactly("/sunday/0");
    }
    var crossing = new JsonObject().put("sunday", List.of("08:00-12:00", "11:00-13:00"));
    then(errors(admin("PUT", OFFICE + "/hours", crossing))).containsExactly("/sunday/1");
  }

  @Test
  void writes_down_what_differs_and_no_more() {
    var count = "SELECT count(*) FROM audit_entry WHERE what LIKE 'opening-hours%'";
    var before = office.sql(count);
    hours();
    then(office.sql(count)).isEqualTo(before);
  }
}
