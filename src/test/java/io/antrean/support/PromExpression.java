package io.antrean.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An expression of Prometheus, as far as the names in it go: the metrics that it asks for, and the
 * labels that it chooses and groups by. Whether it is right otherwise, promtool says.
 */
public record PromExpression(String text) {

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern DURATION = Pattern.compile("\\[[^\\]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern WORD =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{[^}]*}|\\()?");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "without");

  private String plain() {
    return DURATION.matcher(STRING.matcher(text).replaceAll("\"\"")).replaceAll("");
  }

  /** Each metric, with the labels that it is chosen by. */
  public Map<String, Set<String>> metrics() {
    var found = new LinkedHashMap<String, Set<String>>();
    var words = WORD.matcher(GROUPING.matcher(plain()).replaceAll(""));
    while (words.find()) {
      var chosen = words.group(2);
      if ("(".equals(chosen) || OPERATORS.contains(words.group(1))) continue;
      var labels = found.computeIfAbsent(words.group(1), name -> new TreeSet<>());
      if (chosen == null) continue;
      MATCHER.matcher(chosen).results().forEach(one -> labels.add(one.group(1)));
    }
    return found;
  }

  /** The labels that it groups or joins by. */
  public Set<String> grouping() {
    var labels = new TreeSet<String>();
    var clauses = GROUPING.matcher(plain());
    while (clauses.find()) {
      for (var label : clauses.group(1).split(",")) {
        if (!label.isBlank()) labels.add(label.strip());
      }
    }
    return labels;
  }
}
