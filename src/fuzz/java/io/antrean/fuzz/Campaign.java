package io.antrean.fuzz;

import io.antrean.support.Installation;
import io.antrean.support.Mailbox;
import io.antrean.support.OpenApi;
import io.antrean.support.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A server in a process of its own, many odd requests, and what is left of it afterwards. */
final class Campaign {

  /** Short, since many requests never end; long enough for a busy machine. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "ANTREAN_HTTP_HEADER_TIMEOUT_MS", "1000",
          "ANTREAN_HTTP_BODY_TIMEOUT_MS", "500",
          "ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8",
          "ANTREAN_WEBHOOKS_MAX", "20",
          "ANTREAN_TOKEN_LIFE_MS", "86400000");

  private static final Pattern LOUD =
      Pattern.compile("\"level\":\"(WARN|ERROR)\"|^\\s+at |OutOfMem");

  /** Must stay nothing: the sum of these meters. */
  private static final List<String> ZERO =
      List.of(
          "antrean_double_bookings_total",
          "antrean_conservation_difference",
          "antrean_ledger_set_aside_total",
          "antrean_recoveries_total{cause=\"");

  private final Options options;
  private final Report report;

  Campaign(Options options, Report report) {
    this.options = options;
    this.report = report;
  }

  /** Whether nothing was found. */
  boolean run() throws InterruptedException {
    try (var mailbox = Mailbox.open()) {
      var office = new Installation(0, mailbox.environment(ENVIRONMENT));
      office.beforeAll(null);
      try (var server = office.startProcess()) {
        return ask(server);
      } finally {
        office.afterAll(null);
      }
    }
  }

  private boolean ask(ServerProcess server) throws InterruptedException {
    var world = new World(server.port());
    var contract = new OpenApi(world.contract());
    report.say(
        "fuzz: %d requests, seed %d, %d lanes, %d operations"
            .formatted(
                options.requests, options.seed, options.lanes, contract.operations().size()));
    var before = recoveries(world, server);
    var began = System.nanoTime();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < options.lanes; i++) {
      var lane = new Lane(i, options, contract, world, report, server.port());
      threads.add(new Thread(lane, "lane-" + i));
    }
    threads.forEach(Thread::start);
    for (var thread : threads) thread.join();
    var seconds = (System.nanoTime() - began) / 1e9;
    afterwards(world, server, before);
    report.table();
    report.say(
        "%d of %d requests in %.0f s, seed %d: %s"
            .formatted(
                report.sent(),
                options.requests,
                seconds,
                options.seed,
                report.found() == 0 ? "nothing found" : report.found() + " findings"));
    return report.found() == 0 && report.sent() == options.requests;
  }

  private static int management(ServerProcess server) {
    var line = "management http://127.0.0.1:";
    return server.lines().stream()
        .filter(said -> said.startsWith(line))
        .mapToInt(said -> Integer.parseInt(said.substring(line.length())))
        .findFirst()
        .orElseThrow();
  }

  private static double recoveries(World world, ServerProcess server) {
    return sum(world, server, ZERO.get(ZERO.size() - 1));
  }

  private static double sum(World world, ServerProcess server, String meter) {
    var metrics = world.sendTo(management(server), "GET", "/metrics", null, null).body();
    return metrics
        .lines()
        .filter(line -> line.startsWith(meter))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Alive, ready, conserved, and silent. */
  private void afterwards(World world, ServerProcess server, double recoveriesBefore) {
    for (var path : List.of("/live", "/ready")) {
      var answer = world.sendTo(management(server), "GET", path, null, null);
      if (answer.statusCode() != 200) report.found(-1, path, answer.body(), "after the last one");
    }
    for (var meter : ZERO) {
      var more =
          sum(world, server, meter) - (meter.startsWith("antrean_rec") ? recoveriesBefore : 0);
      if (more != 0) report.found(-1, meter, "is " + more, "after the last one");
    }
    for (var line : server.lines()) {
      if (LOUD.matcher(line).find()) report.found(-1, "log", line, "in the server's log");
    }
  }
}
