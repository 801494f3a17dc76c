package io.antrean.load.bench;

import io.antrean.load.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The limit of deciding: {@code redis-benchmark -P 1} with the server's own script, on a Redis of
 * its own with the same durability, which has the same release.
 */
final class RedisAlone {

  /** Claims a second, and microseconds of the processor that Redis took for each. */
  record Found(double perSecond, double microseconds) {}

  private static final int CLIENTS = 50;
  private static final Pattern RATE = Pattern.compile("([0-9.]+) requests per second");
  private static final Pattern PROCESSOR = Pattern.compile("used_cpu_(?:sys|user):([0-9.]+)");
  private static final Pattern INCLUDE = Pattern.compile("(?m)^--@include (\\w+)$");

  private final Path scripts;
  private final URI redis;
  private final Path folder;

  /** {@code scripts} is where the server's Lua lies; {@code redis} the server's Redis. */
  RedisAlone(Path scripts, URI redis, Path folder) {
    this.scripts = scripts;
    this.redis = redis;
    this.folder = folder;
  }

  static boolean present() throws InterruptedException {
    return Pgbench.present("redis-benchmark") && Pgbench.present("redis-server");
  }

  /** So many claims of the release, which must have that many seats; so many claims in a call. */
  Found measure(Release release, int partition, int claims, int perCall)
      throws IOException, InterruptedException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    // What an earlier one has kept is not this one's.
    var data = Files.createTempDirectory(folder, "redis-alone");
    var server =
        start(
            "redis-server --bind 127.0.0.1 --port %d --dir %s --save  --appendonly yes"
                + " --appendfsync everysec --maxmemory-policy noeviction",
            port, data);
    try (var own = connect(port);
        var theirs = new Jedis(redis)) {
      var key = "{p" + partition + "}:epoch";
      var epoch = copy(theirs, own, key, release);
      var sha = own.scriptLoad(script("claims"));
      var before = processor(own);
      var rate = run(command(port, sha, key, epoch, release, claims, perCall));
      var spent = processor(own) - before;
      mustBeGranted(own, key.replace("epoch", "e" + epoch + ":"), claims);
      return new Found(rate * perCall, spent * 1e6 / claims);
    } finally {
      server.destroy();
      server.waitFor(20, TimeUnit.SECONDS);
    }
  }

  private static Jedis connect(int port) throws InterruptedException {
    for (int left = 100; ; left--) {
      try {
        return new Jedis("127.0.0.1", port, 20_000);
      } catch (JedisConnectionException notYet) {
        if (left == 0) throw notYet;
        Thread.sleep(50);
      }
    }
  }

  /** What the script needs of the release; the epoch that it is in. */
  private static String copy(Jedis from, Jedis to, String key, Release release) {
    var epoch = from.hget(key, "epoch");
    var prefix = key.replace("epoch", "e" + epoch + ":");
    for (var name : List.of("", ":slots", ":starts", ":bits")) {
      var one = prefix + "r:" + release.id() + name;
      to.restore(one, 0, from.dump(one));
    }
    to.hset(prefix + "meta", "appended", "0");
    to.hset(prefix + "meta", "applied", "0");
    to.hset(prefix + "meta", "last", "0-0");
    to.hset(prefix + "meta", "oldest_ms", "0");
    to.hset(key, "epoch", epoch);
    to.hset(key, "state", "OPEN");
    to.hset(key, "run", to.info("server").replaceAll("(?s).*run_id:(\\w+).*", "$1"));
    return epoch;
  }

  private String script(String name) {
    return INCLUDE
        .matcher(read(name))
        .replaceAll(found -> Matcher.quoteReplacement(read(found.group(1))));
  }

  private String read(String name) {
    try {
      return Files.readString(scripts.resolve(name + ".lua"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * redis-benchmark writes twelve random digits for each __rand_int__: into the claims and their
   * persons.
   */
  private static List<String> command(
      int port, String sha, String key, String epoch, Release release, int claims, int perCall) {
    var claim =
        "clm-__rand_int__"
            + "fingerprint-0123"
            + "account-01234567"
            + "\1\1\1\1"
            + release.slots().get(0)
            + "per-__rand_int__";
    var command =
        ("redis-benchmark -h 127.0.0.1 -p %d -q -P 1 -c %d -n %d -r 2000000000"
                + " EVALSHA %s 1 %s %s 1000000000 1000000000 1 %s release-01234567")
            .formatted(port, CLIENTS, claims / perCall, sha, key, epoch, release.id());
    var words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(Collections.nCopies(perCall, claim));
    return words;
  }

  /** Calls a second. */
  private static double run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var rates = RATE.matcher(said);
    double rate = 0;
    while (rates.find()) rate = Double.parseDouble(rates.group(1));
    if (process.waitFor() != 0 || rate == 0) throw new IOException("redis-benchmark: " + said);
    return rate;
  }

  private static void mustBeGranted(Jedis own, String prefix, int claims) throws IOException {
    var granted = own.hget(prefix + "meta", "appended");
    if (Integer.parseInt(granted) < claims * 0.99) {
      throw new IOException("only " + granted + " of " + claims + " claims were granted");
    }
  }

  /** Seconds of the processor that this Redis has used. */
  private static double processor(Jedis own) {
    double seconds = 0;
    var used = PROCESSOR.matcher(own.info("cpu"));
    while (used.find()) seconds += Double.parseDouble(used.group(1));
    return seconds;
  }

  private Process start(String command, Object... values) throws IOException {
    return new ProcessBuilder(command.formatted(values).split(" ", -1))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("redis-alone.log").toFile())
        .start();
  }
}
