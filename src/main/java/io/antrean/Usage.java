package io.antrean;

import io.antrean.config.Config;
import java.util.ArrayList;

/**
 * The end of {@code --help}: every variable, its default and what it is for. No line is longer than
 * a terminal is wide: picocli would break it in the middle of a word.
 */
final class Usage {

  static final int WIDTH = 80;

  private Usage() {}

  static String[] variables() {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("Environment (a wrong value stops the start and names the variable):");
    for (var one : Config.variables()) {
      var fallback = one.fallback() == null || one.fallback().isEmpty() ? "-" : one.fallback();
      var line = "  %-38s %s".formatted(one.name(), fallback);
      lines.add(line.length() < WIDTH ? line : "  %s %s".formatted(one.name(), fallback));
      lines.add("    " + one.meaning());
    }
    return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
  }
}
