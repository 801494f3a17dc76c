package io.antrean.load.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.IntFunction;

/**
 * Sends at a fixed rate, whatever is answered: a request that finds no connection free waits, and
 * its latency counts from the moment at which it was due. So a slow server can not slow down who
 * measures it (no coordinated omission).
 */
final class OpenLoop extends Generator {

  private static final long TURN_MS = 1;

  private final int connections;
  private final double perSecond;
  private final ArrayDeque<Lane> idle = new ArrayDeque<>();
  private int due;
  private int opened;
  private long beganNs;

  OpenLoop(URI url, int connections, double perSecond, Duration longest) {
    super(url, longest);
    this.connections = connections;
    this.perSecond = perSecond;
  }

  /** Sends the requests 0 to count - 1, each when it is due. */
  Outcome run(int count, int wanted, IntFunction<byte[]> requests) throws IOException {
    due = opened = 0;
    idle.clear();
    return generate(count, wanted, requests);
  }

  @Override
  void begin() throws IOException {
    // Beforehand: a rush of connections is not what is measured here.
    for (; opened < connections; opened++) idle.add(open());
    beganNs = System.nanoTime();
  }

  @Override
  void free(Lane lane) {
    idle.add(lane);
  }

  @Override
  long turn() throws IOException {
    var now = System.nanoTime();
    while (hasMore() && dueNs(due) <= now && !idle.isEmpty()) send(idle.poll(), dueNs(due++));
    return TURN_MS;
  }

  private long dueNs(int request) {
    return beganNs + (long) (request * 1e9 / perSecond);
  }

  @Override
  long beganNs() {
    return beganNs;
  }
}
