package io.antrean;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The page {@code who-may.txt}: who is told what by which operation. */
final class WhoMayTable {

  /** Who asks, in the order of the page's columns. */
  enum Who {
    NOBODY,
    OWN_CITIZEN,
    OTHER_CITIZEN,
    OFFICER_HERE,
    OFFICER_ELSEWHERE,
    SUPERVISOR_HERE,
    SUPERVISOR_ELSEWHERE,
    ADMIN;

    @Override
    public String toString() {
      return name().toLowerCase().replace('_', ' ');
    }
  }

  /** One line; {@code sent} is the query or the body below it, or empty. */
  record Line(String operation, String object, List<String> told, String sent) {

    String told(Who who) {
      return told.get(who.ordinal());
    }

    @Override
    public String toString() {
      return operation + " of " + object;
    }
  }

  private static final String WORD = "([0-9]{3}|[a-z][a-z-]*)";
  private static final String BOTH = "\\s*\\|\\s*" + WORD + "(?:\\s+" + WORD + ")?";
  private static final Pattern LINE =
      Pattern.compile(
          "([a-z]\\w+)\\s+(-|[a-z][a-z-]*)\\s+"
              + WORD
              + BOTH
              + BOTH
              + BOTH
              + "\\s*\\|\\s*"
              + WORD
              + "\\s*");
  private static final int CELLS_AT = 3;

  private WhoMayTable() {}

  static List<Line> read() {
    var lines = new ArrayList<Line>();
    for (var text : page().lines().toList()) {
      var line = LINE.matcher(text);
      if (line.matches()) {
        var cells = new ArrayList<String>();
        for (int i = CELLS_AT; i <= line.groupCount(); i++) {
          var cell = line.group(i);
          // One word stands for both.
          cells.add(cell == null ? cells.get(cells.size() - 1) : cell);
        }
        // The head of the table is a line too.
        if (cells.get(0).equals("nobody")) continue;
        lines.add(new Line(line.group(1), line.group(2), cells, ""));
      } else if (text.contains("|") && !lines.isEmpty()) {
        throw new IllegalStateException("This line of who-may.txt can not be read: " + text);
      } else if (text.matches(" +[?{\"].*") && !lines.isEmpty()) {
        var last = lines.remove(lines.size() - 1);
        lines.add(new Line(last.operation, last.object, last.told, last.sent + text.strip()));
      }
    }
    return lines;
  }

  private static String page() {
    try (InputStream in = WhoMayTable.class.getResourceAsStream("/who-may.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A line as it would stand on the page. */
  static String line(String operation, String object, List<String> told) {
    var text = "%-20s %-8s %6s".formatted(operation, object, told.get(0));
    for (int i = 1; i + 1 < told.size(); i += 2) {
      var both = told.get(i).equals(told.get(i + 1));
      text += " | %-4s %-5s".formatted(told.get(i), both ? "" : told.get(i + 1));
    }
    return text + " | " + told.get(told.size() - 1);
  }
}
