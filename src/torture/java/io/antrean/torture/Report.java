package io.antrean.torture;

import io.antrean.torture.check.Violation;
import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is said while a suite runs, and the table at its end. */
final class Report {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;
  private final Map<String, List<Long>> faults = new TreeMap<>();
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<String, Long> rare = new LinkedHashMap<>();

  Report(PrintStream out) {
    this.out = out;
  }

  void say(String line) {
    out.println(CLOCK.format(LocalTime.now()) + " " + line);
  }

  /** A fault, and how long after its end the first claim was granted. */
  synchronized void fault(String kind, long recoveredMs) {
    faults.computeIfAbsent(kind, name -> new ArrayList<>()).add(recoveredMs);
  }

  int faults() {
    return faults.values().stream().mapToInt(List::size).sum();
  }

  int kinds() {
    return faults.size();
  }

  void fact(String name, Object value) {
    facts.put(name, value.toString());
  }

  void rare(String name, long seen) {
    rare.put(name, seen);
  }

  void table(Map<String, Long> words, Collection<Violation> violations) {
    out.println();
    if (!facts.isEmpty()) table();
    out.println("| answer | heard |");
    words.forEach((word, count) -> out.println("| " + word + " | " + count + " |"));
    out.println();
    violations.forEach(violation -> out.println("VIOLATED " + violation));
  }

  private void table() {
    facts.forEach((name, value) -> out.println("| " + name + " | " + value + " |"));
    out.println();
    out.println("| rare path | seen |");
    rare.forEach((name, count) -> out.println("| " + name + " | " + count + " |"));
    out.println();
    out.println("| fault | times | ms from its end to the first grant, median | max |");
    faults.forEach(
        (kind, times) -> {
          var sorted = times.stream().sorted().toList();
          var median = sorted.get(sorted.size() / 2);
          var max = sorted.get(sorted.size() - 1);
          out.println("| " + kind + " | " + times.size() + " | " + median + " | " + max + " |");
        });
    out.println();
  }
}
