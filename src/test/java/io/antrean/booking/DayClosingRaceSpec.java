package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A day that is closed while its bookings are cancelled, moved and checked in")
class DayClosingRaceSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_DAY_CLOSE_PAUSE_MS", "3600000",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "50",
              "ANTREAN_DAY_CLOSE_BATCH", "7",
              "ANTREAN_NO_SHOW_FORGIVEN", "1000"));

  private static final int BOOKINGS = 60;

  private record Booked(String token, UUID claim) {}

  private final OverDay over = new OverDay(office);

  /** Redis takes the slots for ahead still, so that both are asked for at the same moment. */
  @Test
  void ends_one_way_for_each_of_180_in_both_stores() {
    var random = new Random();
    var seed = random.nextLong();
    random.setSeed(seed);
    for (int round = 0; round < 3; round++) {
      var day = Day.next();
      var other = Day.next();
      var release = office.release(day.terms(BOOKINGS, 1));
      office.release(other.terms(BOOKINGS, 1));
      var all = new ArrayList<Booked>();
      for (var token : office.citizens(BOOKINGS)) {
        var claim = UUID.randomUUID();
        then(office.claim(0, token, release, claim, day.wish("08:00")).status()).isEqualTo(201);
        all.add(new Booked(token, claim));
      }
      var asked = ask(all, day, random);
      asked.forEach(CompletableFuture::join);
      ends(all, release, "seed " + seed + " round " + round);
    }
  }

  private List<CompletableFuture<?>> ask(List<Booked> all, Day day, Random random) {
    var asked = new ArrayList<CompletableFuture<?>>();
    var closesAt = random.nextInt(BOOKINGS / 2);
    for (int i = 0; i < all.size(); i++) {
      if (i == closesAt) asked.add(CompletableFuture.runAsync(() -> over.isOver(day, 0)));
      var one = all.get(i);
      var path = "/api/v1/bookings/" + one.claim;
      switch (random.nextInt(3)) {
        case 0 -> asked.add(office.send(i % 2, "DELETE", path, one.token, null, Map.of()));
        case 1 -> {
          var wish = day.wish("08:00").put("orNext", true).encode();
          asked.add(office.send(i % 2, "POST", path + "/reschedule", one.token, wish, Map.of()));
        }
        default ->
            asked.add(
                CompletableFuture.runAsync(
                    () ->
                        office.sql(
                            "UPDATE booking SET state = 'CHECKED_IN' WHERE state = 'CONFIRMED'"
                                + (" AND id = '" + one.claim + "'"))));
      }
    }
    return asked;
  }

  private void ends(List<Booked> all, String release, String when) {
    var open = "SELECT count(*) FROM booking WHERE release = '%s' AND state = 'CONFIRMED'";
    var left =
        Eventually.find(
            OverDay.SOON, () -> office.sql(open.formatted(release)), count -> count.equals(0L));
    then(left).as(when).isEqualTo(0L);
    for (var one : all) {
      var state = over.state(one.claim);
      // Redis calls a visit CONFIRMED until it ends.
      var told = state.equals("CHECKED_IN") ? "CONFIRMED" : state;
      var answer = over.whenItIs(told, one.token, release, one.claim);
      then(answer.body().getString("state")).as(when + " " + one.claim).isEqualTo(told);
      then(List.of("NO_SHOW", "CANCELLED", "CHECKED_IN")).as(when).contains(state);
      var booking = "/api/v1/bookings/" + one.claim;
      then(office.call(0, "GET", booking, one.token, null).body().getString("state"))
          .as(when)
          .isEqualTo(state);
    }
    then(office.sql("SELECT max(difference) FROM conservation")).as(when).isEqualTo(0);
  }
}
