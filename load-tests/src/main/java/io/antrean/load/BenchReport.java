package io.antrean.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** What a bench found, for a person as a table and for a program as JSON; alone may be null. */
record BenchReport(
    int connections,
    ClosedLoop.Outcome claims,
    Measured alone,
    Map<String, String> store,
    long booked) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROW = "%-44s %10.0f %9.1f %9.1f%n";

  void print(PrintStream out) {
    out.printf(Locale.ROOT, "%-44s %10s %9s %9s%n", "", "a second", "p50 ms", "p99 ms");
    var own = claims.wanted();
    var name = "claims answered 201, " + connections + " connections";
    out.printf(Locale.ROOT, ROW, name, own.perSecond(), own.p50Ms(), own.p99Ms());
    if (alone != null) {
      var other = "pgbench, one fsynced insert, 64 clients";
      out.printf(Locale.ROOT, ROW, other, alone.perSecond(), alone.p50Ms(), alone.p99Ms());
      out.printf(Locale.ROOT, "%-44s %10.2f%n", "ratio", ratio());
    }
    out.println("answers by status: " + claims.statuses() + ", bookings: " + booked);
    out.println("PostgreSQL: " + store);
  }

  private double ratio() {
    return claims.wanted().perSecond() / alone.perSecond();
  }

  String json() throws IOException {
    var json = JSON.createObjectNode().put("at", Instant.now().toString());
    json.set("claims", measured(claims.wanted()).put("connections", connections));
    json.set("statuses", JSON.valueToTree(claims.statuses()));
    if (alone != null) {
      json.set("pgbench", measured(alone).put("clients", 64));
      json.put("ratio", ratio());
    }
    json.put("bookings", booked);
    json.set("postgres", JSON.valueToTree(store));
    var machine = json.putObject("machine");
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("processor", processor());
    machine.put("java", System.getProperty("java.version"));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  private static ObjectNode measured(Measured measured) {
    return JSON.createObjectNode()
        .put("perSecond", measured.perSecond())
        .put("p50Ms", measured.p50Ms())
        .put("p99Ms", measured.p99Ms())
        .put("count", measured.count());
  }

  private static String processor() throws IOException {
    var file = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(file)) return "unknown";
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 2))
          .findFirst()
          .orElse("unknown");
    }
  }
}
