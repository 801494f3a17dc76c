package io.antrean.fuzz;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** What was sent and what was found; lanes speak to it at once. */
final class Report {

  /** Of one kind of finding so many are shown. */
  private static final int SHOWN_MAX = 3;

  private static final int LENGTH_MAX = 1_500;

  private final PrintStream out;
  private final Map<String, Map<Integer, Integer>> answers = new TreeMap<>();
  private final Map<String, Integer> kinds = new HashMap<>();
  private int sent;
  private int found;

  Report(PrintStream out) {
    this.out = out;
  }

  synchronized void say(String line) {
    out.println(line);
  }

  synchronized void count(String operation, int status) {
    sent++;
    answers.computeIfAbsent(operation, none -> new TreeMap<>()).merge(status, 1, Integer::sum);
  }

  /** A finding in this request; the first of its kind are shown with the command to repeat them. */
  synchronized void found(int number, String request, String finding, String command) {
    found++;
    var kind = request.split(" ")[0] + finding.replaceAll("(?s)[0-9a-f-]{8,}|\\{.*", "");
    if (kinds.merge(kind, 1, Integer::sum) > SHOWN_MAX) return;
    out.println("FOUND in request " + number + ", " + request + "\n  " + cut(finding));
    out.println("  " + cut(command));
  }

  private static String cut(String text) {
    return text.length() <= LENGTH_MAX
        ? text
        : text.substring(0, LENGTH_MAX) + "… (" + text.length() + " characters)";
  }

  /** How each operation has answered. */
  synchronized void table() {
    for (var operation : answers.entrySet()) {
      var line = new StringBuilder("%-22s".formatted(operation.getKey()));
      operation
          .getValue()
          .forEach((status, times) -> line.append(" %d×%d".formatted(status, times)));
      out.println(line);
    }
  }

  synchronized int sent() {
    return sent;
  }

  synchronized int found() {
    return found;
  }
}
