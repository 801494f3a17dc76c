package io.antrean.load.bench;

import io.antrean.load.Person;
import io.antrean.load.Release;
import io.antrean.load.ReleasePlan;
import io.antrean.load.Settings;
import io.antrean.load.bench.Generator.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures the server beside its limits, in turns, in one run: PostgreSQL's own rate of durable
 * inserts (pgbench), Redis's of the script by itself (redis-benchmark), and that of a server that
 * answers a constant. All generators run on the machine of the server.
 */
public final class Bench {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String PARTS = "confirmed,floor,held,reading,half,overload";
  private static final String CONNECTIONS = "64,256,1024";
  private static final int CONNECTIONS_FOR_READING = 256;
  private static final int OPEN_CONNECTIONS = 2048;
  private static final int SOLD_OUT_SEATS = 40;

  private final Map<String, String> env;
  private final PrintStream progress = System.err;
  private final Path folder;
  private final URI url;
  private final URI redis;
  private final Requests requests;
  private final int claims;
  private final int warmUp;
  private final int seconds;
  private final Set<String> parts;
  private final Pgbench pgbench;
  private final List<Line> lines = new ArrayList<>();
  private Subject subject;
  private List<Person> persons;
  private int used;

  private Bench(Map<String, String> env, Path folder) throws InterruptedException {
    this.env = env;
    this.folder = folder;
    url = URI.create(env.get("ANTREAN_URL"));
    redis = URI.create(env.get("ANTREAN_REDIS_URI"));
    requests = new Requests(url);
    claims = Settings.number(env, "BENCH_CLAIMS", 60_000);
    warmUp = Settings.number(env, "BENCH_WARM_UP", 40_000);
    seconds = Settings.number(env, "BENCH_SECONDS", 8);
    parts = Set.of(env.getOrDefault("BENCH_PARTS", PARTS).split(","));
    var postgres = URI.create(env.get("ANTREAN_POSTGRES_URI"));
    pgbench = Pgbench.present("pgbench") ? new Pgbench(postgres, folder, progress) : null;
  }

  /** FOLDER for the results; or compare BEFORE.json AFTER.json. */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("compare")) {
      BenchReport.compare(Path.of(args[1]), Path.of(args[2]), System.out);
      return;
    }
    new Bench(System.getenv(), Files.createDirectories(Path.of(args[0]).toAbsolutePath())).run();
  }

  private void run() throws Exception {
    var postgres = URI.create(env.get("ANTREAN_POSTGRES_URI"));
    try (var opened = new Subject(env, url, postgres, redis, progress)) {
      subject = opened;
      var facts = new TreeMap<>(subject.durability());
      facts.putAll(Machine.facts());
      persons = subject.persons(warmUp + 9 * claims);
      closed("warm up", 256, warmUp, 201, null);
      if (parts.contains("confirmed")) confirmed();
      if (parts.contains("floor") && pgbench != null && RedisAlone.present()) floor();
      if (parts.contains("held")) held();
      if (parts.contains("reading")) readings();
      if (parts.contains("half") && pgbench != null) atHalf();
      if (parts.contains("overload")) overload();
      facts.put("server's memory at its peak, MB", "" + Math.round(subject.peakResidentMb()));
      facts.put("server's options", env.getOrDefault("ANTREAN_JAVA_OPTIONS", "none"));
      var report = new BenchReport(lines, facts);
      report.print(System.out);
      Files.writeString(folder.resolve("bench.json"), report.json(), StandardCharsets.UTF_8);
    }
  }

  private List<Person> next(int count) {
    used += count;
    return persons.subList(used - count, used);
  }

  /** Claims over so many connections, each the next one when the last is answered. */
  private Line closed(String name, int connections, int count, int status, String prefer)
      throws Exception {
    progress.println(name);
    var release = subject.open(count);
    var ready = requests.claims(release, next(count), prefer);
    var before = subject.sample();
    var outcome = new ClosedLoop(url, connections, LONGEST).run(count, status, i -> ready[i]);
    if (status == 201) mustBeBooked(release, outcome);
    subject.drain(release);
    var costs = Costs.between(before, subject.sample(), count);
    return Line.of(name, outcome, costs);
  }

  private void mustBeBooked(Release release, Outcome outcome) throws SQLException {
    if (subject.bookings(release) >= outcome.wanted().count()) return;
    throw new IllegalStateException("PostgreSQL has not all of the bookings: " + outcome);
  }

  /** (a) Answered 201, beside pgbench before and after. */
  private void confirmed() throws Exception {
    var before = pgbench == null ? null : pgbench.measure(seconds);
    var found = new ArrayList<Line>();
    for (var each : env.getOrDefault("BENCH_CONNECTIONS", CONNECTIONS).split(",")) {
      var connections = Integer.parseInt(each);
      var name = "201 CONFIRMED, " + connections + " connections";
      found.add(closed(name, connections, claims, 201, null));
    }
    if (before == null) {
      lines.addAll(found);
      return;
    }
    var alone = before.mean(pgbench.measure(seconds));
    lines.add(Line.limit("pgbench, one fsynced insert a claim", alone));
    for (var line : found) lines.add(line.beside("pgbench", alone, 4));
  }

  private RedisAlone redisAlone() {
    var scripts = Path.of(env.get("BENCH_ROOT")).resolve("src/main/resources/redis");
    return new RedisAlone(scripts, redis, folder);
  }

  /** What two processors could do at most, beside what pgbench does with them. */
  private void floor() throws Exception {
    progress.println("floor");
    var count = claims / 2;
    var release = subject.open(ReleasePlan.ofOneDay(count), 3);
    var ready = requests.claims(release, next(count), null);
    var log = folder.resolve("constant.log");
    var floor = Floor.measure(env, subject, redisAlone(), pgbench, release, ready, seconds, log);
    var name =
        String.format(
            Locale.ROOT,
            "no less than HTTP %.1f + Redis %.1f + PostgreSQL %.1f us a claim",
            floor.http(),
            floor.redis(),
            floor.postgres());
    var limit = Line.limit(name, Measured.rate(floor.perSecond()));
    lines.add(limit.beside("pgbench", pgbench.measure(seconds), 0));
  }

  /** (b) Answered 202 at once, in a burst that the backlog has room for. */
  private void held() throws Exception {
    var count = claims / 2;
    var line = closed("202 HELD, 256 connections", 256, count, 202, "respond-async");
    if (!RedisAlone.present()) {
      lines.add(line);
      return;
    }
    progress.println("redis-benchmark");
    var release = subject.open(ReleasePlan.ofOneDay(count), 3);
    var found = redisAlone().measure(release, subject.partition(release), count, 1);
    var rate = Measured.rate(found.perSecond());
    lines.add(Line.limit("redis-benchmark -P 1, a claim a call", rate));
    lines.add(line.beside("redis-benchmark", rate, 0.8));
  }

  /** (c) and (d): refusals of what is sold out, and what is free, beside a constant. */
  private void readings() throws Exception {
    var release = subject.open(SOLD_OUT_SEATS);
    var sell = requests.claims(release, next(SOLD_OUT_SEATS), null);
    new ClosedLoop(url, 8, LONGEST).run(SOLD_OUT_SEATS, 201, i -> sell[i]);
    Thread.sleep(3000);
    var refused = requests.claims(release, next(claims / 2), null);
    var open = requests.availability(release);
    try (var constant = new ConstantServer(env, folder.resolve("constant.log"))) {
      var limit = reading(constant.url(), 409, refused);
      var refusals = reading("sold-out refusals", 409, refused);
      lines.add(Line.limit("constant answer to a claim", limit));
      lines.add(refusals.beside("constant answer", limit, 0.85));
      var gets = reading(constant.url(), 200, new byte[][] {open});
      var reads = reading("availability reads", 200, new byte[][] {open});
      lines.add(Line.limit("constant answer to a read", gets));
      lines.add(reads.beside("constant answer", gets, 0.85));
    }
  }

  private Measured reading(URI where, int status, byte[][] ready) throws IOException {
    var loop = new ClosedLoop(where, CONNECTIONS_FOR_READING, LONGEST);
    loop.run(2 * claims, status, i -> ready[i % ready.length]);
    return loop.run(4 * claims, status, i -> ready[i % ready.length]).wanted();
  }

  private Line reading(String name, int status, byte[][] ready) throws Exception {
    progress.println(name);
    var loop = new ClosedLoop(url, CONNECTIONS_FOR_READING, LONGEST);
    loop.run(2 * claims, status, i -> ready[i % ready.length]);
    var before = subject.sample();
    var outcome = loop.run(4 * claims, status, i -> ready[i % ready.length]);
    var costs = Costs.between(before, subject.sample(), 4L * claims);
    return Line.of(name, outcome, costs);
  }

  /** Both at half of pgbench's own rate: the slowest one in a hundred. */
  private void atHalf() throws Exception {
    var rate = pgbench.measure(seconds).perSecond() / 2;
    var limit = pgbench.measure(seconds, rate);
    var line = atRate("201 at half of pgbench's rate", rate, (int) Math.min(claims, rate * 8));
    lines.add(Line.limit("pgbench at half of its rate", limit));
    lines.add(line.besideP99("pgbench's p99", limit, 2));
  }

  /** One and a half times its own peak: what it still grants of the peak. */
  private void overload() throws Exception {
    var peak = lines.stream().filter(l -> l.name().startsWith("201 CONFIRMED")).toList();
    if (peak.isEmpty()) throw new IllegalStateException("overload needs confirmed before it");
    var best = peak.get(peak.size() - 1).own();
    var line = atRate("201 at 1.5 times its peak", 1.5 * best.perSecond(), 2 * claims);
    lines.add(line.beside("its peak", best, 0.8));
  }

  private Line atRate(String name, double rate, int count) throws Exception {
    progress.println(name + ": " + Math.round(rate) + " a second");
    var release = subject.open(count);
    var ready = requests.claims(release, next(count), null);
    var before = subject.sample();
    var loop = new OpenLoop(url, OPEN_CONNECTIONS, rate, LONGEST);
    var outcome = loop.run(count, 201, i -> ready[i]);
    subject.drain(release);
    var costs = Costs.between(before, subject.sample(), count);
    return Line.of(name, outcome, costs);
  }
}
