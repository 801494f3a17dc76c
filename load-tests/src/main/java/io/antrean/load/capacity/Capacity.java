package io.antrean.load.capacity;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an opening needs, by a small simulation from measured costs: {@code load-tests/capacity
 * people=1000000 seats=5000 within=10}. Without a number of people, for three sizes.
 */
public final class Capacity {

  private static final int NODES_MAX = 100_000;
  private static final List<Long> SIZES = List.of(10_000L, 1_000_000L, 50_000_000L);

  private static final Map<String, Double> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("people", 0.0);
    DEFAULTS.put("seats", 5000.0);
    DEFAULTS.put("within", 10.0);
    DEFAULTS.put("spread", 1.0);
    DEFAULTS.put("poll", 5.0);
    DEFAULTS.put("cores", 4.0);
    DEFAULTS.put("partitions", 1.0);
    DEFAULTS.put("postgres", 2.0);
    DEFAULTS.put("grant-us", 51.0);
    DEFAULTS.put("refusal-us", 18.0);
    DEFAULTS.put("poll-us", 11.0);
    DEFAULTS.put("redis-us", 29.0);
    DEFAULTS.put("postgres-us", 28.0);
    DEFAULTS.put("connections", 50_000.0);
  }

  private Capacity() {}

  /** Pairs of NAME=NUMBER; the names and what they are now are printed. */
  public static void main(String[] args) {
    var given = new LinkedHashMap<>(DEFAULTS);
    for (var arg : args) {
      var parts = arg.split("=", 2);
      if (parts.length < 2
          || !DEFAULTS.containsKey(parts[0])
          || !parts[1].matches("[0-9]{1,12}([.][0-9]{1,6})?")) {
        System.err.println(arg + ": write NAME=NUMBER, with one of " + DEFAULTS.keySet());
        System.exit(2);
      }
      given.put(parts[0], Double.parseDouble(parts[1]));
    }
    System.out.println(given + "\n");
    print(given, System.out);
  }

  private static void print(Map<String, Double> given, PrintStream out) {
    out.println(
        "| people | nodes | of them for connections | looks a second before | sold out after"
            + " | all answered after | told 503 | nodes busy | Redis busy |");
    out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    var people = given.get("people").longValue();
    for (var size : people > 0 ? List.of(people) : SIZES) print(given, size, out);
  }

  private static void print(Map<String, Double> given, long people, PrintStream out) {
    var costs =
        new Costs(
            given.get("grant-us"),
            given.get("refusal-us"),
            given.get("poll-us"),
            given.get("redis-us"),
            given.get("postgres-us"),
            given.get("connections").intValue());
    var rush =
        new Rush(
            people,
            given.get("seats").longValue(),
            Math.round(1000 * given.get("spread")),
            Math.round(1000 * given.get("poll")));
    var office =
        new Office(
            1,
            given.get("cores").intValue(),
            given.get("partitions").intValue(),
            given.get("postgres").intValue());
    var forConnections = (int) Math.ceil((double) people / costs.connections());
    var nodes = Math.max(forConnections, nodes(rush, office, costs, given.get("within")));
    var result = new Opening(rush, office.withNodes(nodes), costs).run();
    out.printf(
        Locale.ROOT,
        "| %,d | %,d | %,d | %,.0f | %,d ms | %,d ms | %,d | %.0f %% | %.0f %% |%n",
        people,
        nodes,
        forConnections,
        rush.pollsPerSecond(),
        result.soldOutMs(),
        result.answeredMs(),
        result.retries(),
        100 * result.nodesBusy(),
        100 * result.redisBusy());
  }

  /** The smallest number that answers everybody in time, and everybody's looks before. */
  private static int nodes(Rush rush, Office office, Costs costs, double withinSeconds) {
    var looks = rush.pollsPerSecond() * costs.nodePoll() / 1e6 / office.coresANode();
    int enough = Math.max(1, (int) Math.ceil(looks));
    while (enough < NODES_MAX && isLate(rush, office.withNodes(enough), costs, withinSeconds)) {
      enough = Math.min(NODES_MAX, enough * 2);
    }
    int few = Math.max((int) Math.ceil(looks), enough / 2);
    while (few < enough) {
      var middle = (few + enough) / 2;
      if (isLate(rush, office.withNodes(middle), costs, withinSeconds)) few = middle + 1;
      else enough = middle;
    }
    return Math.max(1, enough);
  }

  private static boolean isLate(Rush rush, Office office, Costs costs, double withinSeconds) {
    return new Opening(rush, office, costs).run().answeredMs() > 1000 * withinSeconds;
  }
}
