package io.antrean.load;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Measures claims answered 201 through the whole HTTP contract beside durable inserts by pgbench,
 * in turns, on the same PostgreSQL: half of pgbench's time before the claims and half after them.
 */
public final class Bench {

  private static final Duration LONGEST = Duration.ofSeconds(120);
  private static final String SERVICE = "passport-new";

  private final Map<String, String> env;
  private final PrintStream progress = System.err;
  private final URI url;
  private final URI postgres;
  private final int connections;
  private final int claims;
  private final int warmUp;
  private final int pgbenchSeconds;

  private Bench(Map<String, String> env) {
    this.env = env;
    url = URI.create(env.get("ANTREAN_URL"));
    postgres = URI.create(env.get("ANTREAN_POSTGRES_URI"));
    connections = Settings.number(env, "BENCH_CONNECTIONS", 256);
    claims = Settings.number(env, "BENCH_CLAIMS", 100_000);
    warmUp = Settings.number(env, "BENCH_WARM_UP", 20_000);
    pgbenchSeconds = Settings.number(env, "BENCH_PGBENCH_SECONDS", 10);
  }

  /** The only argument is the folder for the results. */
  public static void main(String[] args) throws IOException, SQLException, InterruptedException {
    new Bench(System.getenv()).run(Files.createDirectories(Path.of(args[0])));
  }

  private void run(Path folder) throws IOException, SQLException, InterruptedException {
    var settings = Settings.from(env);
    var api = new Api(url, progress);
    api.logIn(settings.login(), settings.password());
    var persons = api.persons(warmUp + claims);
    var opensAt = Instant.now().plusSeconds(5);
    var release = api.release("sampit", SERVICE, persons.size(), opensAt);
    var ahead = api.clockOffsetMs(release);
    var left = Duration.between(Instant.now(), release.opensAt()).toMillis() - ahead;
    Thread.sleep(Math.max(0, left) + 500);

    try (var truth = Truth.at(postgres)) {
      var store = truth.durability();
      if (!store.get("fsync").equals("on") || !store.get("synchronous_commit").equals("on")) {
        throw new IllegalStateException("PostgreSQL is not durable, so a rate is void: " + store);
      }
      var pgbench = Pgbench.present() ? new Pgbench(postgres, folder, progress) : null;
      if (pgbench == null) progress.println("pgbench is not on the PATH: no comparison");
      var before = pgbench == null ? null : alone(pgbench);
      var outcome = claims(release, persons);
      drain(truth, release);
      var after = pgbench == null ? null : alone(pgbench);
      var booked = truth.bookings(release.id()).values().stream().filter(Row::confirmed).count();
      var alone = before == null ? null : before.mean(after);
      var report = new BenchReport(connections, outcome, alone, store, booked);
      report.print(System.out);
      Files.writeString(folder.resolve("bench.json"), report.json(), StandardCharsets.UTF_8);
      if (booked < outcome.wanted().count()) {
        throw new IllegalStateException("PostgreSQL has only " + booked + " of the bookings");
      }
    }
  }

  private Measured alone(Pgbench pgbench) throws IOException, SQLException, InterruptedException {
    try (var connection =
        DriverManager.getConnection(Truth.jdbc(postgres), Truth.login(postgres))) {
      Pgbench.prepare(connection);
      try {
        return pgbench.measure(pgbenchSeconds);
      } finally {
        Pgbench.cleanUp(connection);
      }
    }
  }

  private ClosedLoop.Outcome claims(Release release, List<Person> persons) throws IOException {
    var loop = new ClosedLoop(url, connections, LONGEST, progress);
    // Made beforehand: what the generator spends while it measures, the server lacks.
    var requests = new byte[persons.size()][];
    for (int i = 0; i < requests.length; i++) requests[i] = request(release, persons, i);
    progress.println("claims, to warm up: " + warmUp);
    if (warmUp > 0) loop.run(warmUp, i -> requests[i]);
    progress.println("claims, measured: " + claims);
    return loop.run(claims, i -> requests[warmUp + i]);
  }

  /** Each claim is of a person of its own; slots in turn, so that all of them fill up alike. */
  private byte[] request(Release release, List<Person> persons, int i) {
    var slot = release.slots().get(i % release.slots().size());
    var body = "{\"slots\":[\"" + slot + "\"],\"orNext\":true}";
    var request =
        ("PUT " + release.claimPath(UUID.randomUUID()) + " HTTP/1.1\r\n")
            + ("Host: " + url.getAuthority() + "\r\n")
            + ("Authorization: Bearer " + persons.get(i).token() + "\r\n")
            + "Content-Type: application/json\r\n"
            + ("Content-Length: " + body.length() + "\r\n\r\n")
            + body;
    return request.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void drain(Truth truth, Release release) throws SQLException, InterruptedException {
    var partition = truth.home(release.id()).partition();
    try (var hot = Hot.at(URI.create(env.get("ANTREAN_REDIS_URI")), partition)) {
      for (int i = 0; i < 300 && !hot.waitsFor().isEmpty(); i++) Thread.sleep(100);
    }
  }
}
