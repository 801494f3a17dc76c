package io.antrean.floor;

import static io.antrean.floor.Lane.ONLINE;
import static io.antrean.floor.Lane.PRIORITY;
import static io.antrean.floor.Lane.WALK_IN;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.FloorConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rule of the lanes")
class LaneRuleSpec {

  private static LaneRule rule(int priority, int online, int walkIn) {
    var ms = Duration.ofSeconds(1);
    return new LaneRule(new FloorConfig(ms, ms, 1, priority, online, walkIn, 1, 3, ms, null));
  }

  /** The calls of a line in which so many wait, until nobody does. */
  private static List<Lane> calls(LaneRule rule, Map<Lane, Integer> waiting) {
    var left = new EnumMap<>(waiting);
    var calls = new ArrayList<Lane>();
    List<Lane> latest = List.of();
    while (left.values().removeIf(count -> count == 0) || !left.isEmpty()) {
      if (left.isEmpty()) break;
      var lane = rule.next(left.keySet(), latest);
      latest = rule.with(lane, latest);
      left.merge(lane, -1, Integer::sum);
      calls.add(lane);
    }
    return calls;
  }

  @Test
  void calls_two_two_and_one_in_any_five_while_somebody_waits_in_each() {
    var calls = calls(rule(2, 2, 1), Map.of(PRIORITY, 40, ONLINE, 40, WALK_IN, 20));
    then(calls.subList(0, 5)).containsExactly(PRIORITY, ONLINE, WALK_IN, PRIORITY, ONLINE);
    for (int i = 0; i + 5 <= calls.size(); i++) {
      var five = calls.subList(i, i + 5);
      then(Collections.frequency(five, PRIORITY)).as("from call %d", i).isEqualTo(2);
      then(Collections.frequency(five, ONLINE)).as("from call %d", i).isEqualTo(2);
    }
  }

  @Test
  void gives_what_a_lane_does_not_need_to_the_others_and_nothing_back_to_who_comes_late() {
    var rule = rule(2, 2, 1);
    var without = calls(rule, Map.of(ONLINE, 20, WALK_IN, 10));
    then(Collections.frequency(without.subList(0, 15), WALK_IN)).isBetween(4, 6);
    List<Lane> latest = List.of();
    for (int i = 0; i < 100; i++) latest = rule.with(WALK_IN, latest);
    var next = new ArrayList<Lane>();
    for (int i = 0; i < 6; i++) {
      var lane = rule.next(EnumSet.allOf(Lane.class), latest);
      latest = rule.with(lane, latest);
      next.add(lane);
    }
    then(next).as("a hundred calls ago count no more").contains(WALK_IN);
  }

  @Test
  void lets_nobody_starve_whatever_the_shares_and_whoever_comes() {
    var random = new Random(6);
    for (int round = 0; round < 200; round++) {
      var shares = List.of(1 + random.nextInt(10), 1 + random.nextInt(10), 1 + random.nextInt(10));
      var rule = rule(shares.get(0), shares.get(1), shares.get(2));
      var sum = shares.stream().mapToInt(Integer::intValue).sum();
      List<Lane> latest = List.of();
      var waited = new EnumMap<Lane, Integer>(Lane.class);
      for (int call = 0; call < 300; call++) {
        var waiting = EnumSet.of(Lane.values()[random.nextInt(3)]);
        for (var lane : Lane.values()) {
          if (waited.containsKey(lane) || random.nextBoolean()) waiting.add(lane);
        }
        var called = rule.next(waiting, latest);
        latest = rule.with(called, latest);
        for (var lane : waiting) waited.merge(lane, 1, Integer::sum);
        waited.remove(called);
        then(waited.values()).as("shares %s", shares).allMatch(count -> count < sum);
      }
    }
  }
}
