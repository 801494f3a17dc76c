package io.antrean;

import io.antrean.config.Config;
import java.util.ArrayList;

/** The end of {@code --help}: every variable, its default and what it is for. */
final class Usage {

  private Usage() {}

  static String[] variables() {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add("Environment (a wrong value stops the start and names the variable):");
    for (var one : Config.variables()) {
      var fallback = one.fallback() == null || one.fallback().isEmpty() ? "-" : one.fallback();
      lines.add("  %-38s %s".formatted(one.name(), fallback));
      lines.add("  %-38s %s".formatted("", one.meaning()));
    }
    return lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new);
  }
}
