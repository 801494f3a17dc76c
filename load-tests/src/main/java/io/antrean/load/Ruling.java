package io.antrean.load;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What the verifier found: each thing given twice, each claim lost or too early, and why. */
final class Ruling {

  private static final int PRINTED_MAX = 20;

  private final Map<String, String> twice = new TreeMap<>();
  private final Map<UUID, String> lost = new TreeMap<>();
  private final Map<UUID, String> early = new TreeMap<>();

  void twice(String what, String why) {
    twice.putIfAbsent(what, why);
  }

  void lost(UUID claim, String why) {
    lost.putIfAbsent(claim, why);
  }

  /** A seat was given before the opening. */
  void early(UUID claim, String why) {
    early.putIfAbsent(claim, why);
  }

  int twice() {
    return twice.size();
  }

  int lost() {
    return lost.size();
  }

  int early() {
    return early.size();
  }

  boolean clean() {
    return twice.isEmpty() && lost.isEmpty() && early.isEmpty();
  }

  /** The reasons, the first twenty of each kind. */
  void explain(PrintStream out) {
    twice.entrySet().stream()
        .limit(PRINTED_MAX)
        .forEach(found -> out.println("twice: " + found.getKey() + ": " + found.getValue()));
    explain("lost", lost, out);
    explain("early", early, out);
  }

  private static void explain(String word, Map<UUID, String> claims, PrintStream out) {
    claims.entrySet().stream()
        .limit(PRINTED_MAX)
        .forEach(one -> out.println(word + ": claim " + one.getKey() + ": " + one.getValue()));
  }
}
