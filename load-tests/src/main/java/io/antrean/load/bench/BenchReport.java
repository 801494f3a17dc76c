package io.antrean.load.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antrean.load.bench.Processor.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a bench found, for a person as a table and for a program as JSON. */
record BenchReport(List<Line> lines, Map<String, String> facts) {

  private static final ObjectMapper JSON = new ObjectMapper();

  void print(PrintStream out) {
    out.println("| what | a second | limit | ratio | aim | p50 ms | p99 ms | p99.9 ms |");
    out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (var line : lines) {
      var own = line.own();
      out.println(
          row(
              line.name(),
              number(own.perSecond(), 0),
              line.limit() == null
                  ? ""
                  : line.limitName() + ": " + number(line.limit().perSecond(), 0),
              number(line.ratio(), 2),
              line.aim() == 0 ? "" : number(line.aim(), 2),
              number(own.p50Ms(), 1),
              number(own.p99Ms(), 1),
              number(own.p999Ms(), 1)));
    }
    out.println();
    out.println(
        "| what | us server | Redis | PostgreSQL | generator | bytes allocated | Redis | PostgreSQL |");
    out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (var line : lines) {
      var costs = line.costs();
      if (costs == null) continue;
      out.println(
          row(
              line.name(),
              number(costs.of(Side.SERVER), 1),
              number(costs.of(Side.REDIS), 1),
              number(costs.of(Side.POSTGRES), 1),
              number(costs.of(Side.GENERATOR), 1),
              number(costs.allocated(), 0),
              number(costs.redis(), 0),
              number(costs.postgres(), 0)));
    }
    out.println();
    for (var line : lines) {
      if (!line.statuses().isEmpty()) out.println(line.name() + ", by status: " + line.statuses());
    }
    facts.forEach((name, value) -> out.println(name + ": " + value));
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String number(double value, int decimals) {
    if (Double.isNaN(value)) return "";
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  String json() throws IOException {
    var json = JSON.createObjectNode().put("at", Instant.now().toString());
    json.set("facts", JSON.valueToTree(facts));
    var all = json.putArray("lines");
    for (var line : lines) {
      var one = all.addObject().put("name", line.name());
      measured(one.putObject("own"), line.own());
      if (line.limit() != null) {
        measured(one.putObject("limit").put("name", line.limitName()), line.limit());
        one.put("ratio", line.ratio()).put("aim", line.aim());
      }
      if (line.costs() != null) costs(one.putObject("costs"), line.costs());
      one.set("statuses", JSON.valueToTree(line.statuses()));
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  private static void measured(ObjectNode to, Measured measured) {
    to.put("perSecond", measured.perSecond()).put("count", measured.count());
    if (Double.isNaN(measured.p50Ms())) return;
    to.put("p50Ms", measured.p50Ms())
        .put("p99Ms", measured.p99Ms())
        .put("p999Ms", measured.p999Ms());
  }

  private static void costs(ObjectNode to, Costs costs) {
    costs.microseconds().forEach((side, us) -> to.put(side.name().toLowerCase(Locale.ROOT), us));
    to.put("allocated", costs.allocated())
        .put("redisBytes", costs.redis())
        .put("postgresBytes", costs.postgres());
  }

  /** Two reports, of two commits say, line by line: the rates and ratios of both. */
  static void compare(Path before, Path after, PrintStream out) throws IOException {
    var old = JSON.readTree(Files.readString(before)).path("lines");
    out.println("| what | a second, before | after | ratio, before | after |");
    out.println("| --- | --- | --- | --- | --- |");
    for (var line : JSON.readTree(Files.readString(after)).path("lines")) {
      JsonNode was = null;
      for (var one : old) if (one.path("name").equals(line.path("name"))) was = one;
      if (was == null) continue;
      out.println(
          row(
              line.path("name").asText(),
              number(was.path("own").path("perSecond").asDouble(), 0),
              number(line.path("own").path("perSecond").asDouble(), 0),
              number(was.path("ratio").asDouble(Double.NaN), 2),
              number(line.path("ratio").asDouble(Double.NaN), 2)));
    }
  }
}
