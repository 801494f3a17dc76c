package io.antrean.load.bench;

import io.antrean.load.Release;
import io.antrean.load.ReleasePlan;
import io.antrean.load.bench.Processor.Side;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a claim costs the same however much there is: the processors' time of server and stores
 * for a claim answered 201, with few and many slots, releases and bookings.
 */
public final class Flatness {

  private static final int CONNECTIONS = 256;
  private static final int MEASURED = 20_000;
  private static final int CHUNK = 100_000;
  private static final int RELEASES = 200;
  private static final Duration LONGEST = Duration.ofSeconds(120);

  private record Found(String what, double microseconds, double perSecond) {}

  private final Subject subject;
  private final URI url;
  private final PrintStream progress = System.err;
  private final int bookings;
  private final List<Found> found = new ArrayList<>();

  private Flatness(Subject subject, URI url, int bookings) {
    this.subject = subject;
    this.url = url;
    this.bookings = bookings;
  }

  /** The folder for the result, and how many bookings are many. */
  public static void main(String[] args) throws Exception {
    Map<String, String> env = System.getenv();
    var url = URI.create(env.get("ANTREAN_URL"));
    var postgres = URI.create(env.get("ANTREAN_POSTGRES_URI"));
    var redis = URI.create(env.get("ANTREAN_REDIS_URI"));
    try (var subject = new Subject(env, url, postgres, redis, System.err)) {
      var flat = new Flatness(subject, url, Integer.parseInt(args[1]));
      flat.run();
      var table = flat.table();
      System.out.print(table);
      Files.writeString(Files.createDirectories(Path.of(args[0])).resolve("flat.md"), table);
    }
  }

  private void run() throws Exception {
    fill(2 * MEASURED);
    measure("1,000 slots, one release", new ReleasePlan(25, 40, 20));
    measure("10 slots", new ReleasePlan(1, 10, 1000));
    measure("10,000 slots", new ReleasePlan(250, 40, 2));
    for (int i = 0; i < RELEASES; i++) subject.open(new ReleasePlan(1, 40, 1), 0);
    measure("200 releases open besides", new ReleasePlan(25, 40, 20));
    for (int left = bookings; left > 0; left -= CHUNK) fill(Math.min(left, CHUNK));
    measure(String.format(Locale.ROOT, "%,d bookings held", bookings), new ReleasePlan(25, 40, 20));
  }

  private void fill(int count) throws Exception {
    claim(subject.open(count), count);
  }

  private void measure(String what, ReleasePlan plan) throws Exception {
    progress.println(what);
    var release = subject.open(plan, 3);
    var count = Math.min(MEASURED, plan.seats());
    found.add(claim(what, release, count));
  }

  private void claim(Release release, int count) throws Exception {
    claim("filling", release, count);
  }

  private Found claim(String what, Release release, int count) throws Exception {
    var ready = new Requests(url).claims(release, subject.persons(count), null);
    var before = subject.sample();
    var outcome = new ClosedLoop(url, CONNECTIONS, LONGEST).run(count, 201, i -> ready[i]);
    subject.drain(release);
    var costs = Costs.between(before, subject.sample(), count);
    var micros = costs.of(Side.SERVER) + costs.of(Side.REDIS) + costs.of(Side.POSTGRES);
    if (outcome.wanted().count() < count) throw new IllegalStateException(what + ": " + outcome);
    return new Found(what, micros, outcome.wanted().perSecond());
  }

  private String table() {
    var text = new StringBuilder("| what | us of server and stores a claim | to the first |");
    text.append(" a second |\n| --- | --- | --- | --- |\n");
    for (var one : found) {
      var ratio = one.microseconds / found.get(0).microseconds;
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %.2f | %,.0f |%n",
              one.what,
              one.microseconds,
              ratio,
              one.perSecond));
    }
    return text.toString();
  }
}
