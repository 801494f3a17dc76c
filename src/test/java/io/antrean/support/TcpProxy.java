package io.antrean.support;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands before a port of this machine and can fall silent: connections stay open and no byte
 * passes, as when the other machine is gone. Its fields belong to one event loop.
 */
public final class TcpProxy implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final NetClient client = vertx.createNetClient();
  private final List<NetSocket> sockets = new ArrayList<>();
  private final int target;
  private final NetServer server;
  private boolean silent;

  public TcpProxy(int target) {
    this.target = target;
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
    near.pause();
    client
        .connect(target, HOST)
        .onSuccess(
            far -> {
              pass(near, far);
              pass(far, near);
            })
        .onFailure(gone -> near.close());
  }

  private void pass(NetSocket from, NetSocket to) {
    sockets.add(from);
    from.handler(to::write).closeHandler(gone -> to.close());
    if (silent) from.pause();
    else from.resume();
  }

  /** The connections that there are pass nothing any more; new ones work. */
  public void silenceThose() {
    onLoop(() -> sockets.forEach(NetSocket::pause));
  }

  /** No connection passes anything, new ones neither. */
  public void silenceAll() {
    onLoop(
        () -> {
          silent = true;
          sockets.forEach(NetSocket::pause);
        });
  }

  /** All pass again, what has waited first. */
  public void passAgain() {
    onLoop(
        () -> {
          silent = false;
          sockets.forEach(NetSocket::resume);
        });
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

  @Override
  public void close() {
    vertx.close().await();
  }
}
