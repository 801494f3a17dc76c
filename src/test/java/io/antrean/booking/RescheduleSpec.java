package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A booking that moves")
class RescheduleSpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 3));
  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();

  private Answer claimed(String token, UUID id, String... times) {
    return office.claim(0, token, release, id, day.wish(times));
  }

  private Answer move(String token, JsonObject body, Map<String, String> headers) {
    var path = "/api/v1/bookings/" + claim + "/reschedule";
    return office.call(1, "POST", path, token, body, headers);
  }

  private Answer move(String... times) {
    return move(ani, day.wish(times), Map.of());
  }

  private Answer booking() {
    return office.call(0, "GET", "/api/v1/bookings/" + claim, ani, null);
  }

  private Answer cancel() {
    return office.call(0, "DELETE", "/api/v1/bookings/" + claim, ani, null);
  }

  private void book() {
    then(claimed(ani, claim, "08:00").status()).isEqualTo(201);
  }

  private Object number(Answer answer) {
    return answer.body().getJsonArray("numbers").getString(0);
  }

  /** Redis and PostgreSQL count the same, and no seat differs. */
  private void thenConserved(String of, int confirmed) {
    var path = "/api/v1/audit/conservation?limit=200";
    var told =
        Eventually.find(
            SOON,
            () -> {
              var page = office.call(0, "GET", path, office.token("supervisor"), null).body();
              for (var one : page.getJsonArray("items")) {
                var item = (JsonObject) one;
                if (item.getString("release").equals(of)) return item;
              }
              return new JsonObject();
            },
            found ->
                found.containsKey("redis")
                    && found.getJsonObject("redis").getInteger("confirmed") == confirmed
                    && found.getJsonObject("redis").getInteger("held") == 0);
    then(told.getInteger("difference")).isZero();
    then(told.getJsonObject("postgres").getInteger("confirmed")).isEqualTo(confirmed);
  }

  @Test
  void is_called_by_its_new_number_and_leaves_its_seat_to_others() {
    book();
    var moved = move("08:15");
    then(moved.status()).isEqualTo(200);
    then(moved.body().getString("id")).isEqualTo(claim.toString());
    then(moved.body().getString("slot")).isEqualTo(day.at("08:15"));
    then((String) number(moved)).endsWith("0815-1");
    then(moved.body().getInteger("changes")).isEqualTo(1);
    then(moved.body().getInteger("changesLeft")).isEqualTo(1);
    then(booking().body()).isEqualTo(moved.body());
    then(claimed(ani, claim, "08:00").body()).isEqualTo(moved.body());
    var mine = office.call(0, "GET", "/api/v1/bookings", ani, null).body().getJsonArray("items");
    then(mine).hasSize(1);
    then(mine.getJsonObject(0)).isEqualTo(moved.body());

    // The persons hold it still, the new seat is theirs, the old one is somebody's after a while.
    then(claimed(ani, UUID.randomUUID(), "08:30").problem()).isEqualTo("already-booked");
    var budi = office.citizens(1).get(0);
    then(claimed(budi, UUID.randomUUID(), "08:15").problem()).isEqualTo("slot-taken");
    var next =
        Eventually.find(
            SOON, () -> claimed(budi, UUID.randomUUID(), "08:00"), a -> a.status() == 201);
    then((String) number(next)).endsWith("0800-1b");
    thenConserved(release, 2);
  }

  @Test
  void moves_once_however_often_it_is_asked_and_twice_at_most() {
    book();
    for (int i = 0; i < 3; i++) then(move("08:15").status()).isEqualTo(200);
    then(move("08:15", "08:30").body().getInteger("changes")).isEqualTo(1);
    then(move("08:30").body().getInteger("changesLeft")).isZero();
    then(move("08:30").status()).isEqualTo(200);
    var third = move("08:00");
    then(third.problem()).isEqualTo("not-reschedulable");
    then(third.body().getString("reason")).isEqualTo("changes-used-up");
    then(booking().body().getString("slot")).isEqualTo(day.at("08:30"));
    then(cancel().body().getString("state")).isEqualTo("CANCELLED");
    then(move("08:00").body().getString("reason")).isEqualTo("state");
    thenConserved(release, 0);
  }

  @Test
  void keeps_its_seat_where_there_is_none() {
    book();
    var others = office.citizens(2);
    then(claimed(others.get(0), UUID.randomUUID(), "08:15").status()).isEqualTo(201);
    then(move("08:15").problem()).isEqualTo("slot-taken");
    // Alternatives are told from memory, which hears of them a moment later.
    var taken =
        Eventually.find(
            SOON,
            () -> move("08:15").body().getJsonArray("alternatives"),
            alternatives -> alternatives.size() == 1);
    then(taken.getJsonObject(0).getString("slot")).isEqualTo(day.at("08:30"));
    then(claimed(others.get(1), UUID.randomUUID(), "08:30").status()).isEqualTo(201);
    then(move("08:15").problem()).isEqualTo("sold-out");
    then(move("08:30", "08:15").problem()).isEqualTo("sold-out");
    then(move("12:00").problem()).isEqualTo("unknown-slot");
    then(booking().body().getString("slot")).isEqualTo(day.at("08:00"));
    then(booking().body().getInteger("changes")).isZero();
    thenConserved(release, 3);
  }

  @Test
  void takes_the_next_slot_with_room_when_asked_to() {
    book();
    then(claimed(office.citizens(1).get(0), UUID.randomUUID(), "08:15").status()).isEqualTo(201);
    var moved = orNext("08:15");
    then(moved.body().getString("slot")).isEqualTo(day.at("08:30"));
  }

  private Answer orNext(String... times) {
    return move(ani, day.wish(times).put("orNext", true), Map.of());
  }

  @Test
  void stays_where_the_same_request_has_moved_it() {
    var wide = Day.next();
    var there = office.release(wide.terms(1, 5));
    then(office.claim(0, ani, there, claim, wide.wish("08:00")).status()).isEqualTo(201);
    var others = office.citizens(2);
    var other = UUID.randomUUID();
    var second = office.claim(0, others.get(0), there, other, wide.wish("08:15"));
    then(second.status()).isEqualTo(201);
    var next = wide.wish("08:15").put("orNext", true);
    for (int i = 0; i < 3; i++) {
      var moved = move(ani, next, Map.of());
      then(moved.status()).isEqualTo(200);
      then(moved.body().getString("slot")).isEqualTo(wide.at("08:30"));
      then(moved.body().getInteger("changes")).isEqualTo(1);
    }

    // Also when it may not be moved any more, and when there is nothing else.
    then(move(ani, wide.wish("08:45"), Map.of()).body().getInteger("changes")).isEqualTo(2);
    then(move(ani, next, Map.of()).body().getString("slot")).isEqualTo(wide.at("08:45"));
    then(move(ani, wide.wish("08:15"), Map.of()).problem()).isEqualTo("not-reschedulable");
    then(move(ani, wide.wish("09:00").put("orNext", true), Map.of()).problem())
        .isEqualTo("not-reschedulable");
  }

  @Test
  void stays_where_it_has_moved_when_nothing_is_left() {
    book();
    var others = office.citizens(2);
    then(claimed(others.get(0), UUID.randomUUID(), "08:15").status()).isEqualTo(201);
    then(orNext("08:15").body().getString("slot")).isEqualTo(day.at("08:30"));
    then(orNext("08:15").body().getInteger("changes")).isEqualTo(1);
    Eventually.find(
        SOON, () -> claimed(others.get(1), UUID.randomUUID(), "08:00"), a -> a.status() == 201);
    then(orNext("08:15").body().getInteger("changes")).isEqualTo(1);
  }

  @Test
  void moves_next_to_an_earlier_slot_that_has_come_free() {
    book();
    then(move("08:30").status()).isEqualTo(200);
    var budi = office.citizens(1).get(0);
    Eventually.find(SOON, () -> claimed(budi, UUID.randomUUID(), "08:00"), a -> a.status() == 201);
    var moved = orNext("08:00");
    then(moved.body().getString("slot")).isEqualTo(day.at("08:15"));
  }

  @Test
  void may_move_to_another_release_of_its_service_and_its_claim_follows() {
    book();
    var later = Day.next();
    var other = office.release(later.terms(1, 1));
    var moved = move(ani, later.wish("08:00").put("release", other), Map.of());
    then(moved.status()).isEqualTo(200);
    then(moved.body().getString("release")).isEqualTo(other);
    then(claimed(ani, claim, "08:00").body()).isEqualTo(moved.body());
    var path = "/api/v1/releases/" + release + "/claims/" + claim;
    then(office.call(0, "GET", path, ani, null).body()).isEqualTo(moved.body());
    thenConserved(release, 0);
    thenConserved(other, 1);

    RedisShell.run(office.redis().uri(), "FLUSHALL");
    var again = Eventually.find(SOON, () -> claimed(ani, claim, "08:00"), a -> a.status() == 200);
    then(again.body()).isEqualTo(moved.body());
    thenConserved(release, 0);
    thenConserved(other, 1);
    then(cancel().status()).isEqualTo(200);
    thenConserved(other, 0);
  }

  @Test
  void may_not_move_where_nobody_may_claim() {
    book();
    var renewal = new JsonObject().put("service", "passport-renewal");
    var other = office.release(day.terms(1, 1).mergeIn(renewal));
    then(move(ani, day.wish("08:00").put("release", other), Map.of()).problem())
        .isEqualTo("invalid-request");
    var none = UUID.randomUUID().toString();
    then(move(ani, day.wish("08:00").put("release", none), Map.of()).problem())
        .isEqualTo("unknown-release");
    var later = Day.next();
    var unopened = later.terms(1, 1).put("opensAt", "2029-12-28T14:00:00+07:00");
    var closed = office.release(unopened);
    then(move(ani, later.wish("08:00").put("release", closed), Map.of()).problem())
        .isEqualTo("not-open");
    var wrong = new JsonObject().put("slots", new JsonArray(List.of("8", "8"))).put("party", 1);
    then(move(ani, wrong, Map.of()).body().getJsonArray("errors")).hasSize(4);
    then(booking().body().getString("slot")).isEqualTo(day.at("08:00"));
  }

  @Test
  void is_its_accounts_own_and_not_begun() {
    book();
    then(move(null, day.wish("08:15"), Map.of()).status()).isEqualTo(401);
    var budi = office.citizens(1).get(0);
    then(move(budi, day.wish("08:15"), Map.of()).status()).isEqualTo(404);
    then(move(office.token("admin"), day.wish("08:15"), Map.of()).status()).isEqualTo(403);
    office.sql("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + claim + "'");
    then(move("08:15").body().getString("state")).isEqualTo("CHECKED_IN");
  }

  @Test
  void may_not_move_once_its_own_slot_has_begun() {
    book();
    var starts = RedisShell.one(office.redis().uri(), "KEYS", "*r:" + release + ":starts");
    RedisShell.run(office.redis().uri(), "SETRANGE", starts, "0", "\"\\x00\\x00\\x01\\x00\"");
    then(move("08:15").problem()).isEqualTo("slot-begun");
  }

  @Test
  void has_both_seats_and_no_other_wish_until_postgres_has_decided() throws SQLException {
    book();
    var budi = office.citizens(1).get(0);
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()))) {
      connection.setAutoCommit(false);
      try (var lock = connection.createStatement()) {
        lock.execute("SELECT FROM booking WHERE id = '" + claim + "' FOR UPDATE");
      }
      var pending = move(ani, day.wish("08:15"), Map.of("Prefer", "respond-async"));
      then(pending.status()).isEqualTo(202);
      then(pending.body().getString("slot")).isEqualTo(day.at("08:00"));
      then(move("08:15").problem()).isEqualTo("change-pending");
      then(move("08:30").problem()).isEqualTo("change-pending");
      var cancel = cancel();
      then(cancel.problem()).isEqualTo("change-pending");
      then(cancel.header("Retry-After")).isEqualTo("1");
      then(claimed(budi, UUID.randomUUID(), "08:00").problem()).isEqualTo("slot-taken");
      then(claimed(budi, UUID.randomUUID(), "08:15").problem()).isEqualTo("slot-taken");
      connection.rollback();
    }
    var moved = Eventually.find(SOON, () -> move("08:15"), a -> a.status() == 200);
    then(moved.body().getInteger("changes")).isEqualTo(1);
    thenConserved(release, 1);
    then(cancel().status()).isEqualTo(200);
  }
}
