package io.antrean.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What one lane knows of the server: callers with their tokens, and values by the names that paths
 * and bodies give them. It learns from answers, and forgets the oldest.
 */
final class Known {

  /** Who may ask; {@code persons} are whom a citizen may book for. */
  record Caller(String name, String token, List<String> persons) {}

  private static final int KEPT = 60;

  private final Map<String, List<String>> values = new HashMap<>();
  private final Map<String, List<Caller>> callers = new HashMap<>();
  private final Set<String> forbidden = new HashSet<>();

  void add(Caller caller) {
    callers.computeIfAbsent(caller.name, none -> new ArrayList<>()).add(caller);
  }

  void learn(String name, String value) {
    var known = values.computeIfAbsent(name, none -> new ArrayList<>());
    if (known.contains(value)) return;
    // What stands first was put there at the start.
    if (known.size() >= KEPT) known.remove(KEPT / 4);
    known.add(value);
  }

  /** Under which name the days of a release are known. */
  static String dayOf(String release) {
    return "day of " + release;
  }

  /** One of them, or null. */
  String one(String name, Random random) {
    var known = values.get(name);
    return known == null ? null : Texts.of(random, known);
  }

  /** What was learnt last, or null. */
  String newest(String name) {
    var known = values.get(name);
    return known == null ? null : known.get(known.size() - 1);
  }

  int callers(String name) {
    return callers.get(name).size();
  }

  /** Who of these has heard 403 from this operation is not to ask it often. */
  void forbidden(String operation, String caller) {
    forbidden.add(operation + " " + caller);
  }

  /** Mostly somebody who may ask this, as far as is known. */
  Caller caller(Random random, String operation) {
    var caller = caller(random);
    for (int i = 0; i < 4 && forbidden.contains(operation + " " + caller.name); i++) {
      caller = caller(random);
    }
    return caller;
  }

  /** Mostly a citizen: they have most to ask. */
  private Caller caller(Random random) {
    var name =
        switch (random.nextInt(12)) {
          case 0 -> "officer";
          case 1, 2 -> "supervisor";
          case 3, 4, 5 -> "admin";
          case 6 -> "family";
          default -> "citizen";
        };
    return caller(name, random);
  }

  Caller caller(String name, Random random) {
    return Texts.of(random, callers.get(name));
  }

  /** This token opens nothing any more. */
  void ended(String token) {
    for (var left : callers.values()) {
      if (left.size() > 1) left.removeIf(caller -> caller.token.equals(token));
    }
  }
}
