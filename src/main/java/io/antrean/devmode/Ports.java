package io.antrean.devmode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback for programs that are stopped and started again at the same one. They lie below
 * those that Linux gives to outgoing connections (32768 and up, ip(7)): one of these may be taken
 * by any client while its program is down, which then cannot start.
 */
public final class Ports {

  private static final int FIRST = 16_384;
  private static final int END = 32_768;
  private static final int TRIES = 200;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Ports() {}

  /** A port that nobody listens on now; fails after 200 that were taken. */
  public static int free() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      var port = ThreadLocalRandom.current().nextInt(FIRST, END);
      if (isFree(port)) return port;
    }
    throw new IOException("None of " + TRIES + " ports tried on loopback is free");
  }

  private static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, LOOPBACK)) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
