package io.antrean.ledger;

import io.antrean.claim.Epochs;
import io.antrean.config.LedgerConfig;
import io.antrean.redis.RedisClock;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's share of the partitions: renews its leases, takes what is free, gives up what
 * is more than its share, and deploys a {@link LedgerWriter} for each it owns. A lease only saves
 * work; what keeps two owners apart is the position's compare-and-set.
 */
public final class Ownership extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(Ownership.class);
  private static final Pattern RUN_ID = Pattern.compile("run_id:(\\w+)");
  private static final long CLOCKS_APART_MS = 1000;
  private static final long DOUBT_EVERY_MS = 100;

  private final UUID node;
  private final OwnershipRepository repository;
  private final RedisLinks links;
  private final RedisClock clock;
  private final Epochs epochs;
  private final LedgerConfig config;
  private final IntFunction<LedgerWriter> writers;
  private final OwnershipState state;
  private final Map<Integer, Future<String>> deployed = new HashMap<>();
  private final Pauses pauses = new Pauses(System::nanoTime);
  private RedisLink redis;
  private Future<Void> round = Future.succeededFuture();
  private String runId = "";
  private boolean ticking;
  private boolean stopping;
  private volatile boolean doubted;

  /** Makes the link to Redis on the event loop that it shall belong to. */
  public interface RedisLinks {
    RedisLink make();
  }

  public Ownership(
      UUID node,
      OwnershipRepository repository,
      RedisLinks links,
      RedisClock clock,
      Epochs epochs,
      LedgerConfig config,
      OwnershipState state,
      IntFunction<LedgerWriter> writers) {
    this.node = node;
    this.repository = repository;
    this.links = links;
    this.clock = clock;
    this.epochs = epochs;
    this.config = config;
    this.state = state;
    this.writers = writers;
  }

  @Override
  public Future<?> start() {
    redis = links.make();
    epochs.onDoubt(partition -> doubted = true);
    vertx.setPeriodic(config.renewEvery().toMillis(), tick -> tick());
    vertx.setPeriodic(DOUBT_EVERY_MS, tick -> lookAgain());
    return redis.start().compose(done -> clock.measure(redis)).onSuccess(done -> tick());
  }

  private void tick() {
    if (ticking || stopping) return;
    ticking = true;
    round =
        runId()
            .compose(this::keep)
            .onFailure(failure -> paused(failure.toString()))
            .onComplete(done -> ticking = false);
  }

  private void paused(String reason) {
    if (pauses.maySay(reason)) log.warn("event=ownership-pauses reason={}", reason);
  }

  /** A node that can not reach Redis keeps no lease: somebody else may be able to. */
  private Future<String> runId() {
    return clock
        .measure(redis)
        .compose(done -> redis.send(Request.cmd(Command.INFO).arg("server")))
        .map(
            info -> {
              var found = RUN_ID.matcher(info.toString());
              runId = found.find() ? found.group(1) : "";
              return runId;
            });
  }

  private Future<Void> keep(String redisRunId) {
    return repository
        .beat(node, redisRunId)
        .compose(done -> repository.renew(node, config.lease()))
        .compose(
            mine ->
                repository.view(config.lease()).compose(view -> share(new HashSet<>(mine), view)));
  }

  private Future<Void> share(Set<Integer> mine, OwnershipRepository.View view) {
    learn(view);
    for (var lost : new ArrayList<>(deployed.keySet())) {
      if (!mine.contains(lost)) withdraw(lost);
    }
    mine.forEach(this::deploy);
    var partitions = view.partitions().size();
    var fair = (partitions + view.nodesAlive() - 1) / Math.max(1, view.nodesAlive());
    if (mine.size() > fair) return giveUp(mine.iterator().next());
    if (mine.size() == fair) return Future.succeededFuture();
    return repository
        .take(node, config.lease(), fair - mine.size())
        .map(
            taken -> {
              if (!taken.isEmpty()) log.info("event=partitions-taken partitions={}", taken);
              if (!stopping) taken.forEach(this::deploy);
              return null;
            });
  }

  private void learn(OwnershipRepository.View view) {
    for (var row : view.partitions()) {
      if (row.open()) epochs.learn(row.id(), row.epoch());
    }
    state.saw(view, runId, clock.getAsLong() - view.nowMs(), CLOCKS_APART_MS);
  }

  private void deploy(int partition) {
    deployed.computeIfAbsent(partition, p -> vertx.deployVerticle(writers.apply(p)));
  }

  private Future<Void> withdraw(int partition) {
    var writer = deployed.remove(partition);
    if (writer == null) return Future.succeededFuture();
    return writer.compose(vertx::undeploy).otherwiseEmpty();
  }

  private Future<Void> giveUp(int partition) {
    log.info("event=partition-left partition={}", partition);
    return withdraw(partition).compose(done -> repository.leave(partition, node));
  }

  /** Somebody was told of another world: ask PostgreSQL now, not at the next second. */
  private void lookAgain() {
    if (!doubted || ticking || stopping) return;
    doubted = false;
    ticking = true;
    repository.view(config.lease()).onSuccess(this::learn).onComplete(done -> ticking = false);
  }

  /** Each writer drains, then its partition is free for another node. */
  @Override
  public Future<?> stop() {
    stopping = true;
    // A round under way may still be taking partitions: they are given up too.
    return round
        .otherwiseEmpty()
        .compose(done -> repository.renew(node, config.lease()).otherwise(Set.of()))
        .compose(
            mine -> {
              var left = new ArrayList<Future<Void>>();
              var all = new HashSet<>(mine);
              all.addAll(deployed.keySet());
              for (var partition : all) left.add(giveUp(partition));
              return Future.join(left).otherwiseEmpty();
            })
        .compose(done -> repository.go(node).otherwiseEmpty())
        .eventually(() -> redis.close());
  }
}
