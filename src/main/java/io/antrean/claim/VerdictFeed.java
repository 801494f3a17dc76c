package io.antrean.claim;

import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hears the verdicts of all partitions, on one connection a node, and passes each message to every
 * event loop that has waiters. What is missed while the connection is away costs a request no more
 * than its bounded wait: it then reads the claim's record.
 */
public final class VerdictFeed {

  private record Listener(Context context, Waiters waiters, Askings askings) {}

  private final RedisLink redis;
  private final int partitions;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** {@code redis} is this feed's own: a subscribed connection serves nothing else. */
  public VerdictFeed(RedisLink redis, int partitions) {
    this.redis = redis.onConnected(this::subscribe);
    this.partitions = partitions;
  }

  /** Subscribes; again on every new connection. */
  public Future<Void> start() {
    return redis.start();
  }

  /** From now on these, of that event loop, hear what is told. */
  public void add(Context context, Waiters waiters, Askings askings) {
    listeners.add(new Listener(context, waiters, askings));
  }

  private void subscribe(RedisConnection connection) {
    connection.handler(this::told);
    var subscribe = Request.cmd(Command.SUBSCRIBE);
    for (int p = 0; p < partitions; p++) {
      subscribe.arg(PartitionKeys.verdicts(p)).arg(PartitionKeys.answers(p));
    }
    connection.send(subscribe).onFailure(failure -> connection.close());
  }

  private void told(Response message) {
    if (message.size() < 3 || !"message".equals(message.get(0).toString())) return;
    var isAnswers = message.get(1).toString().endsWith(PartitionKeys.ANSWERS);
    Buffer said = message.get(2).toBuffer();
    for (var one : listeners) {
      one.context.runOnContext(
          v -> {
            if (isAnswers) one.askings.told(said);
            else one.waiters.told(said);
          });
    }
  }

  public Future<Void> close() {
    return redis.close();
  }
}
