package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A change of an announced release")
class TwoPersonsSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_PROPOSAL_LIFE_MS", "600000"));

  private static final JsonObject CLOSE = new JsonObject().put("state", "CLOSED");

  private static Answer ask(String release, JsonObject what) {
    return office.call(0, "PATCH", "/api/v1/releases/" + release, office.token("admin"), what);
  }

  private static Answer confirm(String login, Answer proposed) {
    var path = proposed.header("Location") + "/confirmation";
    return office.call(0, "POST", path, office.token(login), null);
  }

  private static String state(String release) {
    return office
        .call(0, "GET", "/api/v1/releases/" + release, null, null)
        .body()
        .getString("state");
  }

  private static String said(Answer answer) {
    return answer.status() + " " + answer.problem();
  }

  private static String release() {
    return office.release(Day.next().terms(2));
  }

  private static String later() {
    return office.release(Day.next().terms(2).put("opensAt", "2029-12-28T14:00:00+07:00"));
  }

  @Test
  void takes_effect_when_somebody_else_confirms_it() {
    var release = release();
    var proposed = ask(release, CLOSE.copy().put("reason", "No blanks"));
    then(proposed.status()).isEqualTo(202);
    then(proposed.body().getString("state")).isEqualTo("PROPOSED");
    then(state(release)).isEqualTo("OPEN");
    then(said(confirm("admin", proposed))).isEqualTo("403 own-proposal");
    then(state(release)).isEqualTo("OPEN");
    then(confirm("supervisor", proposed).body().getString("state")).isEqualTo("CONFIRMED");
    then(state(release)).isEqualTo("CLOSED");
    var again = confirm("supervisor", proposed);
    then(said(again)).isEqualTo("409 proposal-over");
    then(again.body().getString("state")).isEqualTo("CONFIRMED");
    // Who asked, who confirmed, and what came of it.
    var id = proposed.body().getString("id");
    var trail =
        office.sql(
            """
            SELECT string_agg(e.what || ' by ' || coalesce(a.login, '-'), ', ' ORDER BY e.no)
              FROM audit_entry e LEFT JOIN account a ON a.id = e.actor
             WHERE e.object IN ('%s', '%s')
            """
                .formatted(release, id));
    then(trail)
        .isEqualTo(
            "release.added by admin, proposal.added by admin, release.changed by supervisor,"
                + " proposal.changed by supervisor");
  }

  @Test
  void is_one_persons_before_the_announcement() {
    var release = later();
    then(ask(release, CLOSE).status()).isEqualTo(200);
    then(ask(release, new JsonObject().put("state", "OPEN")).status()).isEqualTo(200);
    var moved = new JsonObject().put("opensAt", "2029-12-28T08:00:00.000Z");
    then(ask(release, moved).body().getString("opensAt")).isEqualTo(moved.getString("opensAt"));
    office.sql(
        "UPDATE release SET created_at = now() - interval '10 min' WHERE id = '%s'"
            .formatted(release));
    then(ask(release, CLOSE).status()).isEqualTo(202);
  }

  /** What stands in the way of a proposal may end in the moment in which it is looked for. */
  @Test
  void is_answered_whatever_others_propose_and_take_back_meanwhile() {
    var release = release();
    var answers =
        IntStream.range(0, 6)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> proposedAndTakenBack(release)))
            .toList()
            .stream()
            .flatMap(asked -> asked.join().stream())
            .collect(Collectors.toSet());
    then(answers).isSubsetOf(Set.of(202, 409)).contains(202);
  }

  private static Set<Integer> proposedAndTakenBack(String release) {
    var heard = new HashSet<Integer>();
    for (int i = 0; i < 60; i++) {
      var proposed = ask(release, CLOSE);
      heard.add(proposed.status());
      var path = proposed.header("Location");
      if (proposed.status() == 202) office.call(0, "DELETE", path, office.token("admin"), null);
    }
    return heard;
  }

  @Test
  void is_one_at_a_time_and_ends_by_itself() {
    var release = release();
    var first = ask(release, CLOSE);
    var second = ask(release, CLOSE);
    then(said(second)).isEqualTo("409 proposal-pending");
    then(second.body().getString("proposal")).isEqualTo(first.body().getString("id"));
    office.sql("UPDATE proposal SET expires_at = now() WHERE object = '" + release + "'");
    then(said(confirm("supervisor", first))).isEqualTo("409 proposal-over");
    then(state(release)).isEqualTo("OPEN");
    then(ask(release, CLOSE).status()).isEqualTo(202);
    var over = office.call(0, "GET", first.header("Location"), office.token("supervisor"), null);
    then(over.body().getString("state")).isEqualTo("EXPIRED");
  }

  @Test
  void is_taken_back_by_who_asked_and_refused_by_others() {
    var release = release();
    for (var one : List.of("admin WITHDRAWN", "supervisor REFUSED")) {
      var proposed = ask(release, CLOSE);
      var token = office.token(one.split(" ")[0]);
      var ended = office.call(0, "DELETE", proposed.header("Location"), token, null);
      then(ended.body().getString("state")).isEqualTo(one.split(" ")[1]);
      then(said(confirm("supervisor", proposed))).isEqualTo("409 proposal-over");
      then(state(release)).isEqualTo("OPEN");
    }
  }

  @Test
  void is_asked_of_the_release_once_more_when_it_is_confirmed() {
    var release = release();
    ask(release, CLOSE.copy().put("emergency", true).put("reason", "Flood"));
    var proposed = ask(release, new JsonObject().put("state", "OPEN"));
    office.sql("UPDATE release SET last_slot_at = now() WHERE id = '" + release + "'");
    var refused = confirm("supervisor", proposed);
    then(said(refused)).isEqualTo("409 not-changeable");
    then(refused.body().getString("reason")).isEqualTo("over");
  }

  @Test
  void is_one_persons_in_an_emergency_that_is_on_record() {
    var release = release();
    then(said(ask(release, CLOSE.copy().put("emergency", true)))).isEqualTo("400 invalid-request");
    var closed = ask(release, CLOSE.copy().put("emergency", true).put("reason", "Flood"));
    then(closed.body().getString("state")).isEqualTo("CLOSED");
    var open = new JsonObject().put("state", "OPEN").put("emergency", true).put("reason", "x");
    then(said(ask(release, open))).isEqualTo("400 invalid-request");
    var why = "SELECT after ->> 'reason' FROM audit_entry WHERE what = 'release.emergency'";
    then(office.sql(why + " AND object = '" + release + "'")).isEqualTo("Flood");
  }

  @Test
  void is_refused_by_postgres_itself_where_one_person_does_both() {
    var proposed = ask(release(), CLOSE);
    var update = "UPDATE proposal SET state = 'CONFIRMED', decided_by = %s WHERE id = '%s'";
    var id = proposed.body().getString("id");
    for (var who : List.of("asked_by", "NULL")) {
      thenThrownBy(() -> office.sql(update.formatted(who, id)))
          .rootCause()
          .hasMessageContaining("proposal_by_two");
    }
  }

  @Test
  void is_nothing_to_who_has_no_say_in_it() {
    var proposed = ask(release(), CLOSE);
    for (var login : List.of("ani", "officer")) {
      then(said(confirm(login, proposed))).isEqualTo("403 forbidden");
    }
    office.sql("UPDATE account SET offices = '{elsewhere}' WHERE login = 'supervisor'");
    var logIn = new JsonObject().put("login", "supervisor").put("password", "supervisor-demo");
    var token = office.call(0, "POST", "/api/v1/sessions", null, logIn).body().getString("token");
    office.sql("UPDATE account SET offices = '{sampit}' WHERE login = 'supervisor'");
    var at = proposed.header("Location");
    then(said(office.call(0, "GET", at, token, null))).isEqualTo("404 not-found");
    then(said(office.call(0, "POST", at + "/confirmation", token, null)))
        .isEqualTo("404 not-found");
    then(office.call(0, "GET", "/api/v1/proposals", token, null).body().getJsonArray("items"))
        .isEmpty();
  }
}
