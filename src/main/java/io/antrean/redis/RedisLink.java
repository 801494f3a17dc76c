package io.antrean.redis;

import io.antrean.config.RedisConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One held, pipelined connection to Redis. It belongs to the event loop on which it was made, so
 * its state is plain fields. When the connection ends it is made again, after a growing, jittered
 * pause; commands that were in flight fail, and nobody knows whether Redis carried them out.
 */
public final class RedisLink {

  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  private final Vertx vertx;
  private final Context context;
  private final RedisConfig config;
  private final Redis client;
  private RedisConnection connection;
  private Consumer<RedisConnection> onConnected = c -> {};
  private int inFlight;
  private long pauseMs;
  private volatile boolean connected;
  private boolean reconnecting;
  private boolean closed;

  /** To be called on the event loop that the link shall belong to. */
  public RedisLink(Vertx vertx, RedisConfig config) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.config = config;
    this.pauseMs = config.reconnectMin().toMillis();
    this.client =
        Redis.createClient(
            vertx,
            new RedisOptions()
                .setConnectionString(config.uri())
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setMaxPoolSize(2)
                .setMaxPoolWaiting(2)
                // Our own bound is below it, so that a refusal is ours and says so.
                .setMaxWaitingHandlers(config.inFlightMax() + 16));
  }

  /** Calls this on every new connection, before it serves: for SUBSCRIBE, which is lost with it. */
  public RedisLink onConnected(Consumer<RedisConnection> action) {
    onConnected = action;
    return this;
  }

  /** Connects where there is no connection. Fails when Redis can not be reached now. */
  public Future<Void> start() {
    if (connection != null) return Future.succeededFuture();
    return reconnecting ? Future.failedFuture(new RedisAway("reconnecting")) : connect();
  }

  private Future<Void> connect() {
    return client
        .connect()
        .timeout(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .map(
            made -> {
              // After a failure the client takes the connection for closed, and may not say so.
              made.exceptionHandler(
                  failure -> {
                    log.debug("redis connection failed", failure);
                    ended(made);
                  });
              made.endHandler(end -> ended(made));
              onConnected.accept(made);
              connection = made;
              connected = true;
              reconnecting = false;
              pauseMs = config.reconnectMin().toMillis();
              return null;
            });
  }

  private void ended(RedisConnection which) {
    if (connection != which) return;
    connection = null;
    connected = false;
    if (closed) return;
    log.warn("event=redis-connection-ended action=reconnect");
    reconnectSoon();
  }

  private void reconnectSoon() {
    reconnecting = !closed;
    if (closed) return;
    var jittered = pauseMs / 2 + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    pauseMs = Math.min(pauseMs * 2, config.reconnectMax().toMillis());
    vertx.setTimer(Math.max(1, jittered), t -> connect().onFailure(failure -> reconnectSoon()));
  }

  /** Whether commands can be sent now; may be asked from any thread. */
  public boolean connected() {
    return connected;
  }

  /** The event loop that this link belongs to. */
  public Context context() {
    return context;
  }

  /**
   * Sends one command. Fails with {@link RedisAway} when it was not sent; any other failure, the
   * timeout too, means that nobody knows what Redis did.
   */
  public Future<Response> send(Request request) {
    if (connection == null) return Future.failedFuture(new RedisAway("Redis is not connected"));
    if (inFlight >= config.inFlightMax()) {
      return Future.failedFuture(new RedisAway("too many commands in flight"));
    }
    inFlight++;
    var sent = connection.send(request);
    // The command keeps its place in the pipeline after a timeout, so it counts until its reply.
    sent.onComplete(done -> inFlight--);
    return sent.timeout(config.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs a script by its SHA-1; loads it first where Redis does not know it (yet, or any more). */
  public Future<Response> eval(Script script, String key, List<Buffer> args) {
    return send(evalsha(script, key, args))
        .recover(
            failure ->
                isNoScript(failure)
                    ? send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.source()))
                        .compose(loaded -> send(evalsha(script, key, args)))
                    : Future.failedFuture(failure));
  }

  private static Request evalsha(Script script, String key, List<Buffer> args) {
    var request = Request.cmd(Command.EVALSHA).arg(script.sha1()).arg(1).arg(key);
    for (var arg : args) request.arg(arg);
    return request;
  }

  private static boolean isNoScript(Throwable failure) {
    return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
  }

  /** Closes the connection for good. */
  public Future<Void> close() {
    closed = true;
    connected = false;
    connection = null;
    return client.close();
  }
}
