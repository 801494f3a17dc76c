package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.antrean.http.Instants;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;

/**
 * The boards of the offices for everybody who looks, each read at most once in a while, however
 * many ask. Belongs to one event loop.
 */
final class Board {

  /** Service times change slowly, and are read from all of a day's steps. */
  static final Duration TIMES_EVERY = Duration.ofSeconds(15);

  private static final class Shown {
    Future<JsonObject> json;
    long readAtMs;
    ServiceTimes times;
    long measuredAtMs;
    LocalDate day;
  }

  private final BoardRepository repository;
  private final LaneRule rule;
  private final Clock clock;
  private final Duration every;
  private final Map<String, Shown> boards = new HashMap<>();

  Board(BoardRepository repository, LaneRule rule, Clock clock, Duration every) {
    this.repository = repository;
    this.rule = rule;
    this.clock = clock;
    this.every = every;
  }

  /** The board as it was a moment ago at most. */
  Future<JsonObject> of(Office office) {
    var shown = boards.computeIfAbsent(office.id(), none -> new Shown());
    var now = clock.millis();
    var underWay = shown.json != null && !shown.json.isComplete();
    if (underWay) return shown.json;
    var isFresh = shown.json != null && now - shown.readAtMs < every.toMillis();
    if (isFresh && shown.json.succeeded()) return shown.json;
    shown.readAtMs = now;
    shown.json = read(office, shown, now);
    return shown.json;
  }

  private Future<JsonObject> read(Office office, Shown shown, long now) {
    var day = LocalDate.ofInstant(clock.instant(), office.zone());
    return times(office, day, shown, now)
        .compose(
            times ->
                repository
                    .lobby(office.id(), day)
                    .map(
                        lobby ->
                            new JsonObject()
                                .put("office", office.id())
                                .put("asOf", Instants.text(now))
                                .put("calling", lobby.calling())
                                .put("waiting", waiting(lobby.waiting(), times))
                                .put("measured", times.measured())));
  }

  private Future<ServiceTimes> times(Office office, LocalDate day, Shown shown, long now) {
    var isFresh =
        shown.times != null
            && day.equals(shown.day)
            && now - shown.measuredAtMs < TIMES_EVERY.toMillis();
    if (isFresh) return Future.succeededFuture(shown.times);
    return repository
        .times(office.id(), day)
        .onSuccess(
            times -> {
              shown.times = times;
              shown.day = day;
              shown.measuredAtMs = now;
            });
  }

  private JsonArray waiting(Map<Lane, Integer> waiting, ServiceTimes times) {
    var lanes = new JsonArray();
    for (var lane : Lane.values()) {
      var wait = times.areEnough() ? wait(ahead(lane, waiting), times) : null;
      lanes.add(
          new JsonObject()
              .put("lane", lane.name())
              .put("count", waiting.getOrDefault(lane, 0))
              .put("wait", wait));
    }
    return lanes;
  }

  /** Calls before that of who would join this lane now: its own, and the shares of the others. */
  private int ahead(Lane lane, Map<Lane, Integer> waiting) {
    var own = waiting.getOrDefault(lane, 0);
    var ahead = own;
    for (var other : Lane.values()) {
      if (other == lane) continue;
      var share = (own + 1) * rule.share(other) / rule.share(lane);
      ahead += Math.min(waiting.getOrDefault(other, 0), share);
    }
    return ahead;
  }

  private static JsonObject wait(int ahead, ServiceTimes times) {
    var turns = (double) ahead / times.counters();
    return new JsonObject()
        .put("seconds", Math.round(turns * times.middle()))
        .put("atLeast", Math.round(turns * times.low()))
        .put("atMost", Math.round(turns * times.high()));
  }
}
