package io.antrean.load.bench;

import java.io.IOException;
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
 * Sends requests and times their answers. One thread and a selector: on a small machine the
 * generator must leave the cores to the server.
 */
abstract class Generator {

  /**
   * What was answered: how often each status (0: a broken connection), and the latencies of those
   * that were wanted.
   */
  record Outcome(Measured wanted, Map<Integer, Integer> statuses) {}

  static final long LONGEST_TURN_MS = 1_000;
  private static final int BROKEN_MAX = 1_000;

  private final InetSocketAddress server;
  private final Duration longest;
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private Selector selector;
  private IntFunction<byte[]> requests;
  private int count;
  private int wantedStatus;
  private int next;
  private int answered;
  private int wanted;
  private int broken;
  private long[] latencies;

  Generator(URI url, Duration longest) {
    this.server = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
    this.longest = longest;
  }

  /** Opens the first connections, and sends on them what is due. */
  abstract void begin() throws IOException;

  /** This connection has had its answer. */
  abstract void free(Lane lane) throws IOException;

  /** Called between answers; how long, in ms, nothing needs to be sent unless one comes. */
  abstract long turn() throws IOException;

  /** When the first request was due. */
  abstract long beganNs();

  final Outcome generate(int count, int wantedStatus, IntFunction<byte[]> requests)
      throws IOException {
    this.requests = requests;
    this.count = count;
    this.wantedStatus = wantedStatus;
    next = answered = wanted = broken = 0;
    latencies = new long[count];
    statuses.clear();
    try (var open = Selector.open()) {
      selector = open;
      try {
        begin();
        serve();
      } finally {
        for (var key : open.keys()) key.channel().close();
      }
      var took = System.nanoTime() - beganNs();
      return new Outcome(
          Measured.of(Arrays.copyOf(latencies, wanted), took), new TreeMap<>(statuses));
    }
  }

  private void serve() throws IOException {
    while (answered < count) {
      selector.select(this::ready, turn());
      if (System.nanoTime() - beganNs() > longest.toNanos()) {
        throw new IOException("only %d of %d answers in %s".formatted(answered, count, longest));
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
      if (status == wantedStatus) latencies[wanted++] = System.nanoTime() - lane.dueNs();
      answered(status, lane);
    } catch (IOException failure) {
      replace(lane, failure);
    }
  }

  /** A broken connection leaves its request's outcome unknown: it counts as status 0. */
  private void replace(Lane lane, IOException failure) {
    try {
      if (++broken > BROKEN_MAX) throw new IOException("too many connections failed", failure);
      lane.close();
      answered(0, open());
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  private void answered(int status, Lane lane) throws IOException {
    statuses.merge(status, 1, Integer::sum);
    answered++;
    free(lane);
  }

  final boolean hasMore() {
    return next < count;
  }

  final Lane open() throws IOException {
    return new Lane(server, selector);
  }

  final void send(Lane lane, long dueNs) throws IOException {
    lane.send(requests.apply(next++), dueNs);
  }
}
