package io.antrean.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Sends requests over so many connections, each the next one as soon as the last is answered. One
 * thread and a selector: on a small machine the generator must leave the cores to the server.
 */
final class ClosedLoop {

  /** What was answered: how often each status, and the latencies of those that were wanted. */
  record Outcome(Measured wanted, Map<Integer, Integer> statuses) {}

  private static final int WANTED = 201;
  private static final long PROGRESS_NS = Duration.ofSeconds(2).toNanos();

  private final InetSocketAddress server;
  private final int connections;
  private final Duration longest;
  private final PrintStream progress;

  private IntFunction<byte[]> requests;
  private int count;
  private int next;
  private int answered;
  private int wanted;
  private long[] latencies;
  private final Map<Integer, Integer> statuses = new TreeMap<>();

  ClosedLoop(URI url, int connections, Duration longest, PrintStream progress) {
    this.server = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
    this.connections = connections;
    this.longest = longest;
    this.progress = progress;
  }

  /** Sends the requests 0 to count - 1; fails when they take longer than allowed. */
  Outcome run(int count, IntFunction<byte[]> requests) throws IOException {
    this.requests = requests;
    this.count = count;
    next = answered = wanted = 0;
    latencies = new long[count];
    statuses.clear();
    try (var selector = Selector.open()) {
      var lanes = new Lane[Math.min(connections, count)];
      for (int i = 0; i < lanes.length; i++) lanes[i] = new Lane(server, selector);
      var began = System.nanoTime();
      for (var lane : lanes) lane.send(requests.apply(next++));
      serve(selector, began);
      var took = System.nanoTime() - began;
      for (var lane : lanes) lane.close();
      return new Outcome(Measured.of(Arrays.copyOf(latencies, wanted), took), Map.copyOf(statuses));
    }
  }

  private void serve(Selector selector, long began) throws IOException {
    var toldAt = began;
    while (answered < count) {
      selector.select(this::ready, 1_000);
      var now = System.nanoTime();
      if (now - began > longest.toNanos()) {
        throw new IOException("only %d of %d answers in %s".formatted(answered, count, longest));
      }
      if (now - toldAt > PROGRESS_NS) {
        toldAt = now;
        progress.printf("  %d of %d claims answered%n", answered, count);
      }
    }
  }

  private void ready(SelectionKey key) {
    var lane = (Lane) key.attachment();
    try {
      if (key.isWritable()) lane.flush();
      if (!key.isReadable()) return;
      var status = lane.receive();
      if (status == 0) return;
      if (status == WANTED) latencies[wanted++] = System.nanoTime() - lane.sentNs();
      statuses.merge(status, 1, Integer::sum);
      answered++;
      if (next < count) lane.send(requests.apply(next++));
    } catch (IOException failure) {
      throw new IllegalStateException("A connection failed: " + failure.getMessage(), failure);
    }
  }
}
