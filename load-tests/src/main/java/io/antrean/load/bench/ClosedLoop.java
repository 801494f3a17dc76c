package io.antrean.load.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.IntFunction;

/** Sends over so many connections, each the next request as soon as the last one is answered. */
final class ClosedLoop extends Generator {

  private final int connections;
  private long sentFirstNs;

  ClosedLoop(URI url, int connections, Duration longest) {
    super(url, longest);
    this.connections = connections;
  }

  /** Sends the requests 0 to count - 1; fails when they take longer than allowed. */
  Outcome run(int count, int wanted, IntFunction<byte[]> requests) throws IOException {
    return generate(count, wanted, requests);
  }

  @Override
  void begin() throws IOException {
    sentFirstNs = System.nanoTime();
    for (int i = 0; i < connections && hasMore(); i++) sendNext(open());
  }

  @Override
  void free(Lane lane) throws IOException {
    if (hasMore()) sendNext(lane);
  }

  private void sendNext(Lane lane) throws IOException {
    send(lane, System.nanoTime());
  }

  @Override
  long turn() {
    return LONGEST_TURN_MS;
  }

  @Override
  long beganNs() {
    return sentFirstNs;
  }
}
