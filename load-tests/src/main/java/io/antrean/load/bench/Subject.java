package io.antrean.load.bench;

import io.antrean.load.Api;
import io.antrean.load.Hot;
import io.antrean.load.Person;
import io.antrean.load.Release;
import io.antrean.load.ReleasePlan;
import io.antrean.load.Settings;
import io.antrean.load.Truth;
import io.antrean.load.bench.Costs.Sample;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** The server that is measured, with its stores: what it is given, and what it spends. */
final class Subject implements AutoCloseable {

  private static final String SERVICE = "passport-new";

  private final Api api;
  private final Truth truth;
  private final URI redis;
  private final URI metrics;
  private final Processor processor;
  private final HttpClient http = HttpClient.newHttpClient();

  Subject(Map<String, String> env, URI url, URI postgres, URI redis, PrintStream progress)
      throws IOException, SQLException, InterruptedException {
    this.redis = redis;
    api = new Api(url, progress);
    var settings = Settings.from(env);
    api.logIn(settings.login(), settings.password());
    truth = Truth.at(postgres);
    processor = new Processor(Long.parseLong(env.getOrDefault("BENCH_SERVER_PID", "0")));
    var management = env.get("ANTREAN_MANAGEMENT_URL");
    metrics = management == null ? null : URI.create(management + "/metrics");
  }

  /** What makes its PostgreSQL durable; refuses one that is not. */
  Map<String, String> durability() throws SQLException {
    var store = truth.durability();
    if (!store.get("fsync").equals("on") || !store.get("synchronous_commit").equals("on")) {
      throw new IllegalStateException("PostgreSQL is not durable, so a rate is void: " + store);
    }
    return store;
  }

  /** The most memory that the server has had resident so far, in MB. */
  double peakResidentMb() {
    return processor.peakResidentMb();
  }

  List<Person> persons(int count) throws IOException, InterruptedException {
    return api.persons(count);
  }

  /** A release of at least so many seats that is open. */
  Release open(int seats) throws IOException, InterruptedException {
    return open(ReleasePlan.of(seats), 3);
  }

  /** A release of this plan, so many seconds before its opening, which is waited for. */
  Release open(ReleasePlan plan, int leadSeconds) throws IOException, InterruptedException {
    var opensAt = Instant.now().plusSeconds(leadSeconds);
    var release = api.release("sampit", SERVICE, plan, opensAt);
    if (leadSeconds == 0) return release;
    var left = Duration.between(Instant.now(), release.opensAt()).toMillis();
    Thread.sleep(Math.max(0, left - api.clockOffsetMs(release)) + 500);
    return release;
  }

  int partition(Release release) throws SQLException {
    return truth.home(release.id()).partition();
  }

  /** Waits until PostgreSQL has all that Redis has decided. */
  void drain(Release release) throws SQLException, InterruptedException {
    try (var hot = Hot.at(redis, partition(release))) {
      for (int i = 0; i < 300 && !hot.waitsFor().isEmpty(); i++) Thread.sleep(100);
      if (!hot.waitsFor().isEmpty()) throw new IllegalStateException("waits: " + hot.waitsFor());
    }
  }

  long bookings(Release release) throws SQLException {
    return truth.count("SELECT count(*) FROM booking WHERE release = '" + release.id() + "'");
  }

  Sample sample() throws IOException, SQLException, InterruptedException {
    long used;
    try (var jedis = new Jedis(redis)) {
      used = Long.parseLong(jedis.info("memory").replaceAll("(?s).*\nused_memory:(\\d+).*", "$1"));
    }
    var bytes = "SELECT pg_total_relation_size('booking') + pg_total_relation_size('verdicts')";
    return new Sample(processor.seconds(), allocated(), used, truth.count(bytes));
  }

  /** What the server's Java has allocated so far, in bytes; it is counted at each collection. */
  private double allocated() throws IOException, InterruptedException {
    if (metrics == null) return Double.NaN;
    var page = http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    return page.lines()
        .filter(line -> line.startsWith("jvm_gc_memory_allocated_bytes_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  @Override
  public void close() throws SQLException {
    truth.close();
  }
}
