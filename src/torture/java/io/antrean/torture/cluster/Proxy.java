package io.antrean.torture.cluster;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a port of this machine, and can do what a bad network does. Its
 * fields belong to one event loop.
 */
public final class Proxy {

  /** What happens to what passes. */
  public enum Mode {
    PASS,
    /** Late by {@link #DELAY_MS}, in both directions. */
    DELAY,
    /** Half open: connections stay, no byte passes, what was sent is kept. */
    SILENT,
    /** Requests pass; at the first byte of a reply the connection is cut. */
    CUT_REPLIES,
    /** Nobody is let in, and who was in is out. */
    REFUSE
  }

  private static final String HOST = "127.0.0.1";
  private static final long DELAY_MS = 300;

  private final Vertx vertx;
  private final Context loop;
  private final NetClient client;
  private final int target;
  private final NetServer server;
  private final List<NetSocket> sockets = new ArrayList<>();
  private Mode mode = Mode.PASS;

  Proxy(Vertx vertx, int target) {
    this.vertx = vertx;
    this.target = target;
    loop = vertx.getOrCreateContext();
    client = vertx.createNetClient();
    var listening = Promise.<NetServer>promise();
    loop.runOnContext(
        v ->
            vertx
                .createNetServer()
                .connectHandler(this::accept)
                .listen(0, HOST)
                .onComplete(listening));
    server = listening.future().await();
  }

  public int port() {
    return server.actualPort();
  }

  private void accept(NetSocket near) {
    if (mode == Mode.REFUSE) {
      near.close();
      return;
    }
    near.pause();
    client
        .connect(target, HOST)
        .onSuccess(
            far -> {
              pass(near, far, false);
              pass(far, near, true);
            })
        .onFailure(gone -> near.close());
  }

  private void pass(NetSocket from, NetSocket to, boolean replies) {
    sockets.add(from);
    var late = new AtomicInteger();
    from.handler(bytes -> forward(bytes, from, to, replies, late))
        .exceptionHandler(broken -> {})
        .closeHandler(
            gone -> {
              sockets.remove(from);
              to.close();
            });
    if (mode == Mode.SILENT) from.pause();
    else from.resume();
  }

  private void forward(
      Buffer bytes, NetSocket from, NetSocket to, boolean replies, AtomicInteger late) {
    if (mode == Mode.CUT_REPLIES && replies) {
      to.close();
      from.close();
    } else if (mode == Mode.DELAY || late.get() > 0) {
      // What comes behind bytes that are late is late as well: they stay in order.
      late.incrementAndGet();
      vertx.setTimer(
          DELAY_MS,
          now -> {
            late.decrementAndGet();
            to.write(bytes);
          });
    } else {
      to.write(bytes);
      if (to.writeQueueFull()) {
        from.pause();
        to.drainHandler(drained -> from.resume());
      }
    }
  }

  /** From now on; connections that there are included. */
  public void become(Mode wanted) {
    onLoop(
        () -> {
          mode = wanted;
          var now = List.copyOf(sockets);
          switch (wanted) {
            case SILENT -> now.forEach(NetSocket::pause);
            case REFUSE -> now.forEach(NetSocket::close);
            case PASS, DELAY, CUT_REPLIES -> now.forEach(NetSocket::resume);
          }
        });
  }

  /** Every connection that there is ends; new ones work. */
  public void cut() {
    onLoop(() -> List.copyOf(sockets).forEach(NetSocket::close));
  }

  private void onLoop(Runnable change) {
    var done = Promise.<Void>promise();
    loop.runOnContext(
        v -> {
          change.run();
          done.complete();
        });
    done.future().await();
  }
}
