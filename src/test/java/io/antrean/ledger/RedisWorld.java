package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.Verdict;
import io.antrean.config.RedisConfig;
import io.antrean.ledger.World.Guard;
import io.antrean.ledger.World.Writes;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A partition in a real Redis, opened and loaded by the server's own classes, for specs. */
public final class RedisWorld implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final RedisLink link;
  private int partition;
  private int epoch;
  private String runId;

  public RedisWorld(String redisUri) {
    var config =
        new RedisConfig(
            redisUri, Duration.ofSeconds(20), 1024, Duration.ofMillis(50), Duration.ofMillis(500));
    link = onLoop(() -> Future.succeededFuture(new RedisLink(vertx, config)));
    onLoop(link::start);
  }

  /** Runs it on the link's event loop and waits for the outcome. */
  public <T> T onLoop(Supplier<Future<T>> work) {
    var promise = Promise.<T>promise();
    var context = link == null ? vertx.getOrCreateContext() : link.context();
    context.runOnContext(v -> work.get().onComplete(promise));
    try {
      return promise.future().await(30, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  public RedisLink link() {
    return link;
  }

  Vertx vertx() {
    return vertx;
  }

  public int partition() {
    return partition;
  }

  public int epoch() {
    return epoch;
  }

  /** Another partition, empty and open in its first epoch. */
  public void open(int newPartition, List<Release> releases) {
    partition = newPartition;
    epoch = 1 + onLoop(() -> world().seen()).epoch();
    runId = onLoop(() -> world().fence(epoch)).runId();
    var guard = new Guard(epoch, "RECOVERING", runId);
    var meta = PartitionKeys.meta(partition, epoch);
    var empty = new Writes();
    empty.add("HSET", meta, "appended", 0, "applied", 0, "last", "0-0", "oldest_ms", 0);
    onLoop(() -> world().build(guard, null, empty));
    for (var release : releases) {
      onLoop(
          () ->
              new ReleaseLoader(world(), partition, System::currentTimeMillis)
                  .load(guard, release, ReleaseRows.NONE));
    }
    var open = new Writes().add("HSET", PartitionKeys.epoch(partition), "state", "OPEN");
    onLoop(() -> world().build(guard, null, open));
  }

  /** Of what is open now. */
  Guard guard() {
    return new Guard(epoch, "OPEN", runId);
  }

  World world() {
    return new World(link, partition);
  }

  /** Tells verdicts as a writer that has applied everything would. */
  public boolean settle(List<Verdict> verdicts) {
    var meta =
        Request.cmd(Command.HMGET)
            .arg(PartitionKeys.meta(partition, epoch))
            .arg("appended")
            .arg("last");
    var now = onLoop(() -> link.send(meta));
    var position = EntryId.parse(now.get(1).toString());
    var fence = new Fence(partition, epoch, position, UUID.randomUUID());
    var judgements = new ArrayList<Judgement>();
    for (var verdict : verdicts) judgements.add(new Judgement(position, verdict, false));
    return onLoop(
        () ->
            new Settler(link, Duration.ZERO).settle(fence, now.get(0).toLong(), null, judgements));
  }

  /** The ledger from its start. */
  public List<LedgerEntry> ledger() {
    return onLoop(() -> new LedgerStream(link, partition).present(epoch, EntryId.START, 100_000));
  }

  public String command(Command command, Object... args) {
    var reply = onLoop(() -> link.send(Request.cmd(command, args)));
    return reply == null ? null : reply.toString();
  }

  @Override
  public void close() {
    onLoop(link::close);
    vertx.close().await();
  }
}
