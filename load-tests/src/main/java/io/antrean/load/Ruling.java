package io.antrean.load;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What the verifier found: each thing given twice and each claim lost, once, with its reason. */
final class Ruling {

  private static final int PRINTED_MAX = 20;

  private final Map<String, String> twice = new TreeMap<>();
  private final Map<UUID, String> lost = new TreeMap<>();

  void twice(String what, String why) {
    twice.putIfAbsent(what, why);
  }

  void lost(UUID claim, String why) {
    lost.putIfAbsent(claim, why);
  }

  int twice() {
    return twice.size();
  }

  int lost() {
    return lost.size();
  }

  boolean clean() {
    return twice.isEmpty() && lost.isEmpty();
  }

  /** The reasons, the first twenty of each kind. */
  void explain(PrintStream out) {
    twice.entrySet().stream()
        .limit(PRINTED_MAX)
        .forEach(found -> out.println("twice: " + found.getKey() + ": " + found.getValue()));
    lost.entrySet().stream()
        .limit(PRINTED_MAX)
        .forEach(found -> out.println("lost: claim " + found.getKey() + ": " + found.getValue()));
  }
}
