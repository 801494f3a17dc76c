package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Followed;
import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The board in the hall")
class BoardSpec {

  @RegisterExtension
  static final Installation installation =
      new Installation(1, Map.of("ANTREAN_FLOOR_BOARD_EVERY_MS", "50"));

  private static JsonObject board(FloorOffice office) {
    Eventually.pause(120);
    var answer = installation.call(0, "GET", office.path("/board"), null, null);
    then(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private static JsonObject lane(JsonObject board, Lane lane) {
    return board.getJsonArray("waiting").getJsonObject(lane.ordinal());
  }

  @Test
  void shows_who_is_called_where_and_how_many_wait_and_nobodys_name() {
    var office = FloorOffice.open(installation, "board", 5);
    office.counter("one");
    var guest = office.guest(installation.citizens(1).get(0));
    office.walkIn();
    office.walkIn();
    var before = board(office);
    then(before.getJsonArray("calling")).isEmpty();
    then(lane(before, Lane.ONLINE).getInteger("count")).isEqualTo(1);
    then(lane(before, Lane.WALK_IN).getInteger("count")).isEqualTo(2);
    then(lane(before, Lane.PRIORITY).getInteger("count")).isZero();
    then(lane(before, Lane.ONLINE).getValue("wait")).as("nothing is measured").isNull();
    office.next("one");
    var board = board(office);
    var called = board.getJsonArray("calling").getJsonObject(0);
    then(called.getString("number")).isEqualTo(guest.getString("number"));
    then(called.getString("counter") + " " + called.getString("counterName"))
        .isEqualTo("one Loket one");
    then(lane(board, Lane.ONLINE).getInteger("count")).isZero();
    then(board.encode()).doesNotContain("name\":\"").doesNotContain(guest.getString("person"));
  }

  @Test
  void says_how_long_one_will_wait_as_it_was_measured_today() {
    var office = FloorOffice.open(installation, "measured", 5);
    office.counter("one");
    for (int i = 0; i < 6; i++) {
      office.walkIn();
      office.done(office.next("one").body(), "PARK");
    }
    // They took 60, 120, 180, 240, 300 and 360 seconds.
    installation.sql(
        """
        WITH call AS (
          SELECT s.no, row_number() OVER (ORDER BY s.no) AS nth
            FROM visit_step s JOIN visit v ON v.id = s.visit
           WHERE s.act = 'CALL' AND v.office = 'measured'),
        parked AS (
          SELECT s.no, row_number() OVER (ORDER BY s.no) AS nth, s.at
            FROM visit_step s JOIN visit v ON v.id = s.visit
           WHERE s.act = 'PARK' AND v.office = 'measured')
        UPDATE visit_step s SET at = p.at - p.nth * interval '60 seconds'
          FROM call c JOIN parked p ON p.nth = c.nth WHERE s.no = c.no
        """);
    for (int i = 0; i < 4; i++) office.walkIn();
    // Another event loop, or this one when it measures again, has read the times of before.
    var fresh = installation.startNode();
    var board = installation.call(fresh, "GET", office.path("/board"), null, null).body();
    then(board.getInteger("measured")).isEqualTo(6);
    var wait = lane(board, Lane.WALK_IN).getJsonObject("wait");
    then(wait.getInteger("seconds")).isBetween(4 * 208, 4 * 212);
    then(wait.getInteger("atLeast")).isBetween(4 * 133, 4 * 137);
    then(wait.getInteger("atMost")).isBetween(4 * 283, 4 * 287);
    then(lane(board, Lane.ONLINE).getJsonObject("wait").getInteger("seconds"))
        .as("no walk-in, half a share of them, is called before")
        .isLessThan(wait.getInteger("seconds"));
  }

  @Test
  void is_followed() {
    var office = FloorOffice.open(installation, "followed", 5);
    office.counter("one");
    var walkIn = office.walkIn();
    var port = installation.node(0).apiPort();
    try (var stream = Followed.open(port, office.path("/board/events"), null)) {
      var first = stream.events(1).get(0).data();
      then(lane(first, Lane.WALK_IN).getInteger("count")).isEqualTo(1);
      office.next("one");
      var second = stream.events(2).get(1).data();
      then(lane(second, Lane.WALK_IN).getInteger("count")).isZero();
      then(second.getJsonArray("calling").getJsonObject(0).getString("number"))
          .isEqualTo(walkIn.getString("number"));
      Eventually.pause(300);
      then(stream.events(2)).as("told only what is new").hasSize(2);
    }
    then(installation.call(0, "GET", "/api/v1/offices/none/board", null, null).status())
        .isEqualTo(404);
    then(installation.call(0, "GET", "/api/v1/offices/none/board/events", null, null).status())
        .isEqualTo(404);
  }
}
