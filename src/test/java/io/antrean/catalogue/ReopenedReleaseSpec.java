package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A release that is closed")
class ReopenedReleaseSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(2, Map.of("ANTREAN_RELEASE_CHANGE_MARGIN_MS", "10000"));

  private static Answer change(String release, JsonObject what) {
    return office.call(1, "PATCH", "/api/v1/releases/" + release, office.token("admin"), what);
  }

  private static JsonObject closed() {
    return new JsonObject().put("state", "CLOSED").put("emergency", true).put("reason", "spec");
  }

  private static void reopen(String release) {
    var proposed = change(release, new JsonObject().put("state", "OPEN"));
    then(proposed.status()).as(proposed.body().encode()).isEqualTo(202);
    var path = proposed.header("Location") + "/confirmation";
    var done = office.call(0, "POST", path, office.token("supervisor"), null);
    then(done.status()).as(done.body().encode()).isEqualTo(200);
  }

  private static void soon(Supplier<String> look, String expected) {
    then(Eventually.find(Duration.ofSeconds(20), look, expected::equals)).isEqualTo(expected);
  }

  private static String claim(Day day, String release, String time) {
    var token = office.citizens(1).get(0);
    var answer = office.claim(0, token, release, UUID.randomUUID(), day.wish(time));
    return answer.status() + " " + answer.problem();
  }

  @Test
  void takes_no_claim_and_takes_them_again_when_it_is_opened_again() {
    var day = Day.next();
    var release = office.release(day.terms(900));
    then(claim(day, release, "08:00")).isEqualTo("201 ");
    for (int again = 0; again < 3; again++) {
      then(change(release, closed()).body().getString("state")).isEqualTo("CLOSED");
      soon(() -> claim(day, release, "08:15"), "409 release-closed");
      reopen(release);
      soon(() -> claim(day, release, "08:15"), "201 ");
      then(change(release, new JsonObject().put("state", "OPEN")).status()).isEqualTo(200);
    }
  }

  @Test
  void stays_what_it_is_for_the_next_owner_and_after_redis_was_emptied() {
    var day = Day.next();
    var other = Day.next();
    var release = office.release(day.terms(900));
    var closed = office.release(other.terms(900));
    change(release, closed());
    change(closed, closed());
    soon(() -> claim(other, closed, "08:00"), "409 release-closed");
    soon(() -> claim(day, release, "08:00"), "409 release-closed");
    reopen(release);
    soon(() -> claim(day, release, "08:00"), "201 ");
    // One node fewer: somebody else owns its partitions, and looks at all that has changed.
    var third = office.startNode();
    office.stopNode(third);
    then(claim(day, release, "08:15")).isEqualTo("201 ");
    then(claim(other, closed, "08:15")).isEqualTo("409 release-closed");
  }

  @Test
  void can_not_be_opened_again_when_it_is_over() {
    var day = Day.next();
    var release = office.release(day.terms(1));
    change(release, closed());
    office.sql("UPDATE release SET last_slot_at = now() WHERE id = '" + release + "'");
    var refused = change(release, new JsonObject().put("state", "OPEN"));
    then(refused.status() + " " + refused.problem()).isEqualTo("409 not-changeable");
    then(refused.body().getString("reason")).isEqualTo("over");
    office.sql("UPDATE release SET retired_at = now() WHERE id = '" + release + "'");
    var retired = change(release, new JsonObject().put("state", "OPEN"));
    then(retired.body().getString("reason")).isEqualTo("retired");
  }

  @Test
  void opens_at_the_instant_that_its_opening_was_moved_to() {
    var day = Day.next();
    var far = Instant.now().plusSeconds(600);
    var release = office.release(day.terms(9).put("opensAt", far.toString()));
    then(claim(day, release, "08:00")).isEqualTo("425 not-open");
    var near = Instant.now().plusSeconds(12);
    // It was made a moment ago: one person is enough.
    then(opensAt(release, near).status()).isEqualTo(200);
    soon(() -> claim(day, release, "08:00"), "201 ");
    then(Instant.now()).isAfter(near);
    then(opensAt(release, far).body().getString("reason")).isEqualTo("opens-soon");
    var late = office.release(Day.next().terms(1).put("opensAt", far.toString()));
    var soon = Instant.now().plusSeconds(5);
    then(opensAt(late, soon).body().getString("reason")).isEqualTo("too-early");
    var after = Instant.parse("2040-01-01T00:00:00Z");
    then(opensAt(late, after).body().getString("reason")).isEqualTo("too-late");
  }

  private static Answer opensAt(String release, Instant instant) {
    return change(release, new JsonObject().put("opensAt", instant.toString()));
  }
}
