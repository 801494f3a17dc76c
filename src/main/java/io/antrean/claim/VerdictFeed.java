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
 * Hears the verdicts of all partitions, also of those that a younger node has added, on one
 * connection a node, and passes each message to every event loop that has waiters. What is missed
 * while the connection is away costs a request no more than its bounded wait: it then reads the
 * claim's record.
 */
public final class VerdictFeed {

  private record Listener(Context context, Waiters waiters, Askings askings) {}

  private final RedisLink redis;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** {@code redis} is this feed's own: a subscribed connection serves nothing else. */
  public VerdictFeed(RedisLink redis) {
    this.redis = redis.onConnected(this::subscribe);
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
    var subscribe = Request.cmd(Command.PSUBSCRIBE);
    subscribe.arg(PartitionKeys.ALL_VERDICTS).arg(PartitionKeys.ALL_ANSWERS);
    connection.send(subscribe).onFailure(failure -> connection.close());
  }

  private void told(Response message) {
    if (message.size() < 4 || !"pmessage".equals(message.get(0).toString())) return;
    var isAnswers = message.get(1).toString().equals(PartitionKeys.ALL_ANSWERS);
    Buffer said = message.get(3).toBuffer();
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
