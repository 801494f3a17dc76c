package io.antrean.floor;

import io.antrean.config.FloorConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * In which order the lanes are merged: of those in which somebody waits, the one that has had the
 * least of its share of the office's latest calls; of several, the one whose last call is longest
 * ago, then PRIORITY before ONLINE before WALK_IN. While somebody waits in each, any round of calls
 * (the sum of the shares, 5 unless configured) has every lane's share exactly, and nobody starves.
 */
final class LaneRule {

  private final int priority;
  private final int online;
  private final int walkIn;

  LaneRule(FloorConfig config) {
    this.priority = config.priorityWeight();
    this.online = config.onlineWeight();
    this.walkIn = config.walkInWeight();
  }

  int share(Lane lane) {
    return switch (lane) {
      case PRIORITY -> priority;
      case ONLINE -> online;
      case WALK_IN -> walkIn;
    };
  }

  /** The lane to call from, of those in which somebody waits; {@code latest} is as it is kept. */
  Lane next(Collection<Lane> waiting, List<Lane> latest) {
    var round = latest(latest);
    Lane best = null;
    for (var lane : Lane.values()) {
      if (!waiting.contains(lane)) continue;
      if (best == null || isBefore(lane, best, round)) best = lane;
    }
    if (best == null) throw new IllegalStateException("Nobody waits");
    return best;
  }

  private boolean isBefore(Lane lane, Lane other, List<Lane> round) {
    // Compared as fractions, calls by share, without dividing.
    var left = calls(lane, round) * share(other);
    var right = calls(other, round) * share(lane);
    return left != right ? left < right : round.lastIndexOf(lane) < round.lastIndexOf(other);
  }

  private static long calls(Lane lane, List<Lane> round) {
    return round.stream().filter(lane::equals).count();
  }

  /** What is kept once this lane was called: as many as matter, a round without one. */
  List<Lane> with(Lane called, List<Lane> latest) {
    var kept = new ArrayList<>(latest);
    kept.add(called);
    return latest(kept);
  }

  private List<Lane> latest(List<Lane> lanes) {
    var kept = priority + online + walkIn - 1;
    return List.copyOf(lanes.subList(Math.max(0, lanes.size() - kept), lanes.size()));
  }
}
