package io.antrean.claim;

import io.antrean.config.ClaimConfig;
import io.antrean.ledger.RedisWorld;
import io.antrean.redis.Script;
import io.antrean.support.Stores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Redis spends on a claim, by its own clock: decision and settle, by batch size (the
 * arguments; 4, 16 and 64 when there are none). Run by hand.
 */
final class ClaimScriptBench {

  private static final PrintStream REPORT = System.out;

  private static final int CLAIMS = 64_000;
  private static final Pattern USEC = Pattern.compile("cmdstat_evalsha:calls=(\\d+),usec=(\\d+)");

  private ClaimScriptBench() {}

  public static void main(String[] args) {
    var batches =
        args.length == 0 ? List.of(4, 16, 64) : Stream.of(args).map(Integer::valueOf).toList();
    try (var world = new RedisWorld(Stores.redisUri())) {
      for (int round = 0; round < 3; round++) {
        for (var batch : batches) measure(world, batch);
      }
    }
    System.exit(0);
  }

  private static void measure(RedisWorld world, int batch) {
    var day = LocalDate.now().plusDays(30);
    var release = Releases.of("passport-new", 0, day, 20, 40, 100, Instant.EPOCH, false);
    world.open(0, List.of(release));
    var epochs = new Epochs();
    epochs.learn(0, world.epoch());
    var second = Duration.ofSeconds(5);
    var limits = new ClaimConfig(batch, 1000, 1000, second, second, 1_000_000, Duration.ofHours(1));
    var metrics = new ClaimMetrics(new SimpleMeterRegistry());
    var random = new Random(1);
    var verdicts = new ArrayList<List<Verdict>>();
    world.command(Command.CONFIG, "RESETSTAT");
    for (int done = 0; done < CLAIMS; done += batch + 1) {
      var told = new ArrayList<Verdict>();
      var claims = new ArrayList<Claim>();
      for (int i = 0; i <= batch; i++) {
        var slot = release.slots().get(random.nextInt(release.slots().size())).text();
        var claim =
            new Claim(
                UUID.randomUUID(),
                UUID.randomUUID(),
                release,
                List.of(slot),
                true,
                List.of(UUID.randomUUID()),
                UUID.randomUUID());
        claims.add(claim);
        told.add(Verdict.ofClaim(claim.id(), null, 1));
      }
      verdicts.add(told);
      world.onLoop(
          () -> {
            var engine =
                new ClaimEngine(
                    world.link(), Script.load("claims"), epochs, limits, metrics, (r, c) -> false);
            return Future.join(claims.stream().map(engine::decide).toList());
          });
    }
    print("decide", batch, world);
    world.command(Command.CONFIG, "RESETSTAT");
    verdicts.forEach(world::settle);
    print("settle", batch, world);
  }

  private static void print(String what, int batch, RedisWorld world) {
    var stats = USEC.matcher(world.command(Command.INFO, "commandstats"));
    if (!stats.find()) throw new IllegalStateException("Redis ran no script");
    REPORT.printf(
        "%s, batches of %d: %.1f us a claim, %.1f a call%n",
        what,
        batch,
        Double.parseDouble(stats.group(2)) / CLAIMS,
        Double.parseDouble(stats.group(2)) / Double.parseDouble(stats.group(1)));
  }
}
