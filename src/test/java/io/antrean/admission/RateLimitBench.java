package io.antrean.admission;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.OperatingSystemMXBean;
import io.antrean.config.RateConfig;
import io.antrean.config.RateConfig.Rate;
import io.antrean.http.ClientAddress;
import io.github.bucket4j.TimeMeter;
import io.netty.buffer.Unpooled;
import io.vertx.core.http.HttpHeaders;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;

/** What a check of a limit costs, shared by event loops or each with its own. Run by hand. */
final class RateLimitBench {

  private static final PrintStream REPORT = System.out;
  private static final int CHECKS = 5_000_000;
  private static final int KEYS = 20_000;
  private static final Rate ENOUGH = new Rate(60_000_000, 10_000_000);

  private static long sink;

  private RateLimitBench() {}

  public static void main(String[] args) throws InterruptedException {
    var keys = new ArrayList<UUID>();
    for (int i = 0; i < KEYS; i++) keys.add(UUID.randomUUID());
    for (int round = 0; round < 3; round++) {
      var shared = limit();
      report("shared, one loop", 1, loop -> run(shared, keys));
      report("shared, two loops", 2, loop -> run(shared, keys));
      report("one each, two loops", 2, loop -> run(limit(), keys));
      report("shared, two loops, one key", 2, loop -> run(shared, keys.subList(0, 1)));
      report("a plain map each, two loops", 2, loop -> plain(keys));
      var empty =
          new RateLimit<UUID>("account", new Rate(1, 1), 200_000, TimeMeter.SYSTEM_NANOTIME);
      report("refused, two loops", 2, loop -> run(empty, keys));
      var address = new ClientAddress(List.of());
      report("address of a peer", 1, loop -> peer(address, "203.0.113.9", List.of()));
      var proxied = new ClientAddress(List.of("10.0.0.0/8"));
      var hops = List.of("198.51.100.7, 203.0.113.9");
      report("address behind a proxy", 1, loop -> peer(proxied, "10.0.0.1", hops));
    }
    for (int round = 0; round < 3; round++) report("both headers", 1, loop -> headers());
    memory();
    System.exit(0);
  }

  private static RateLimit<UUID> limit() {
    return new RateLimit<>("account", ENOUGH, 200_000, TimeMeter.SYSTEM_NANOTIME);
  }

  private static void run(RateLimit<UUID> limit, List<UUID> keys) {
    var sum = 0L;
    for (int i = 0; i < CHECKS; i++) sum += limit.take(keys.get(i % keys.size()));
    sink += sum;
  }

  private static void plain(List<UUID> keys) {
    var found = new HashMap<UUID, long[]>();
    var sum = 0L;
    for (int i = 0; i < CHECKS; i++) {
      var bucket = found.computeIfAbsent(keys.get(i % keys.size()), unseen -> new long[2]);
      bucket[0] = System.nanoTime();
      sum += bucket[1]++;
    }
    sink += sum;
  }

  private static void peer(ClientAddress address, String peer, List<String> hops) {
    for (int i = 0; i < CHECKS; i++) sink += ClientAddress.network(address.of(peer, hops));
  }

  /** Puts both headers among those of a claim's answer, and writes them as bytes. */
  private static void headers() {
    var headers = new RateLimitHeaders("account", new Rate(300, 60));
    var bytes = Unpooled.buffer(1024);
    for (int i = 0; i < CHECKS; i++) {
      var answer = HttpHeaders.headers();
      headers.put(answer, i % 60);
      bytes.clear();
      for (var header : answer) bytes.writeCharSequence(header.getKey(), US_ASCII);
      for (var header : answer) bytes.writeCharSequence(header.getValue(), US_ASCII);
      sink += bytes.readableBytes();
    }
  }

  private static void report(String what, int loops, IntConsumer work) throws InterruptedException {
    var done = new CountDownLatch(loops);
    var began = processor();
    for (int i = 0; i < loops; i++) {
      var loop = i;
      new Thread(
              () -> {
                work.accept(loop);
                done.countDown();
              })
          .start();
    }
    done.await();
    var nanos = (processor() - began) / ((double) CHECKS * loops);
    REPORT.printf("%-28s %6.0f ns a check%n", what, nanos);
  }

  /**
   * Nanoseconds of processor of the whole process: what others run on this machine is not in it.
   */
  private static long processor() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void memory() {
    var limits = new RateConfig(ENOUGH, ENOUGH, ENOUGH, ENOUGH, 200_000);
    var before = used();
    var limit =
        new RateLimit<UUID>("a", limits.account(), limits.keysMax(), TimeMeter.SYSTEM_NANOTIME);
    for (int i = 0; i < 1_000_000; i++) sink += limit.take(UUID.randomUUID());
    var keys = limit.keys();
    REPORT.printf("%d keys of a million, %d bytes each%n", keys, (used() - before) / keys);
    sink += limit.take(UUID.randomUUID());
  }

  private static long used() {
    for (int i = 0; i < 3; i++) System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
