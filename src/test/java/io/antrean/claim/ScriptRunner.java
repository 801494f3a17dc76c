package io.antrean.claim;

import io.antrean.claim.ClaimOutcome.Recorded;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.config.ClaimConfig;
import io.antrean.ledger.RedisWorld;
import io.antrean.redis.Script;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;

/** Asks the real script through the real engine, and writes the answers as the oracle does. */
final class ScriptRunner {

  private final RedisWorld world;
  private final Script script;
  private final int backlogMax;

  ScriptRunner(RedisWorld world, Script script, int backlogMax) {
    this.world = world;
    this.script = script;
    this.backlogMax = backlogMax;
  }

  /** Claims that arrive at once. The first leaves alone, the others in one call. */
  List<String> decide(List<Claim> claims) {
    return decide(claims, (release, claim) -> false);
  }

  /** {@code soldOut} is what memory knows by the time of a call. */
  List<String> decide(List<Claim> claims, BiPredicate<UUID, UUID> soldOut) {
    var epochs = new Epochs();
    epochs.learn(world.partition(), world.epoch());
    var limits =
        new ClaimConfig(
            64,
            1000,
            1000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            backlogMax,
            Duration.ofMinutes(10));
    var metrics = new ClaimMetrics(new SimpleMeterRegistry());
    var outcomes =
        world.onLoop(
            () -> {
              var engine = new ClaimEngine(world.link(), script, epochs, limits, metrics, soldOut);
              var asked = new ArrayList<Future<ClaimOutcome>>();
              for (var claim : claims) asked.add(engine.decide(claim));
              return Future.join(asked).map(all -> asked.stream().map(Future::result).toList());
            });
    var lines = new ArrayList<String>();
    for (int i = 0; i < claims.size(); i++) lines.add(line(claims.get(i), outcomes.get(i)));
    return lines;
  }

  private static String line(Claim claim, ClaimOutcome outcome) {
    if (outcome instanceof Refused refused) return line(refused);
    var recorded = (Recorded) outcome;
    var record = recorded.record();
    var line = new StringBuilder(recorded.fresh() ? "GRANTED " : "KNOWN ");
    line.append(record.state()).append(' ');
    line.append(claim.release().slots().get(record.slot()).text());
    for (var member : record.members()) {
      line.append(' ').append(member.seat()).append('#').append(member.given());
    }
    return line.toString();
  }

  private static String line(Refused refused) {
    return switch (refused.reason()) {
      case NOT_OPEN -> "NOT_OPEN " + refused.atMs();
      case UNKNOWN_SLOT -> "UNKNOWN_SLOT " + refused.place();
      case ALREADY_BOOKED ->
          refused.booking() == null ? "ALREADY_BOOKED" : "ALREADY_BOOKED " + refused.booking();
      default -> refused.reason().name();
    };
  }
}
