package io.antrean.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
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

  /**
   * What was answered: how often each status (0: a broken connection), and the latencies of those
   * that were wanted.
   */
  record Outcome(Measured wanted, Map<Integer, Integer> statuses) {}

  private static final int WANTED = 201;
  private static final int BROKEN_MAX = 1_000;
  private static final long PROGRESS_NS = Duration.ofSeconds(2).toNanos();

  private final InetSocketAddress server;
  private final int connections;
  private final Duration longest;
  private final PrintStream progress;

  private Selector selector;
  private IntFunction<byte[]> requests;
  private int count;
  private int next;
  private int answered;
  private int wanted;
  private int broken;
  private long[] latencies;
  private Map<Integer, Integer> statuses = new TreeMap<>();

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
    statuses = new TreeMap<>();
    broken = 0;
    try (var open = Selector.open()) {
      selector = open;
      var began = System.nanoTime();
      try {
        for (int i = 0; i < connections; i++) sendNext(null);
        serve(began);
      } finally {
        for (var key : open.keys()) key.channel().close();
      }
      var took = System.nanoTime() - began;
      return new Outcome(Measured.of(Arrays.copyOf(latencies, wanted), took), statuses);
    }
  }

  private void serve(long began) throws IOException {
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
      answered(status, lane);
    } catch (IOException failure) {
      replace(lane, failure);
    }
  }

  /** A broken connection leaves its claim's outcome unknown: it counts as status 0. */
  private void replace(Lane lane, IOException failure) {
    try {
      if (++broken > BROKEN_MAX) throw new IOException("too many connections failed", failure);
      lane.close();
      answered(0, null);
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  private void answered(int status, Lane lane) throws IOException {
    statuses.merge(status, 1, Integer::sum);
    answered++;
    sendNext(lane);
  }

  private void sendNext(Lane lane) throws IOException {
    if (next == count) return;
    var free = lane == null ? new Lane(server, selector) : lane;
    free.send(requests.apply(next++));
  }
}
