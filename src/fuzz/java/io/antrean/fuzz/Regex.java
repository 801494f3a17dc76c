package io.antrean.fuzz;

import java.util.Random;
import java.util.regex.Pattern;

/** Makes a text that a regular expression accepts, as far as openapi.yaml's patterns go. */
final class Regex {

  private static final int MANY = 4;

  private final String regex;
  private final Random random;
  private int at;

  private Regex(String regex, Random random) {
    this.regex = regex;
    this.random = random;
  }

  /** A text for this pattern; null when it is one that this class can not read. */
  static String text(String regex, Random random) {
    var made = new Regex(regex, random).sequence();
    return made != null && Pattern.matches(regex, made) ? made : null;
  }

  private String sequence() {
    var text = new StringBuilder();
    while (at < regex.length() && regex.charAt(at) != ')') {
      var c = regex.charAt(at);
      if (c == '|') return null;
      if (c == '^' || c == '$') {
        at++;
        continue;
      }
      var from = at;
      var one = one();
      if (one == null) return null;
      var atom = regex.substring(from, at);
      for (int left = times(); left > 0; left--) {
        text.append(one);
        one = new Regex(atom, random).one();
      }
    }
    return text.toString();
  }

  private String one() {
    var c = regex.charAt(at++);
    if (c == '(') {
      if (regex.startsWith("?:", at)) at += 2;
      var group = sequence();
      at++;
      return group;
    }
    if (c == '[') return chosen();
    if (c == '.') return "x";
    if (c != '\\') return Character.toString(c);
    var escaped = regex.charAt(at++);
    return switch (escaped) {
      case 'd' -> Integer.toString(random.nextInt(10));
      case 'w' -> "w";
      default -> Character.isLetter(escaped) ? null : Character.toString(escaped);
    };
  }

  /** One of a class: {@code [a-z0-9-]}; a negated one is not read. */
  private String chosen() {
    var all = new StringBuilder();
    while (regex.charAt(at) != ']') {
      var c = regex.charAt(at++);
      if (c == '^' && all.isEmpty()) return null;
      if (c == '\\') c = regex.charAt(at++);
      if (regex.charAt(at) == '-' && regex.charAt(at + 1) != ']') {
        for (char each = c; each <= regex.charAt(at + 1); each++) all.append(each);
        at += 2;
      } else {
        all.append(c);
      }
    }
    at++;
    return Character.toString(all.charAt(random.nextInt(all.length())));
  }

  private int times() {
    if (at >= regex.length()) return 1;
    switch (regex.charAt(at)) {
      case '?' -> {
        at++;
        return random.nextInt(2);
      }
      case '*' -> {
        at++;
        return random.nextInt(MANY);
      }
      case '+' -> {
        at++;
        return 1 + random.nextInt(MANY);
      }
      case '{' -> {
        var end = regex.indexOf('}', at);
        var bounds = regex.substring(at + 1, end).split(",", 2);
        at = end + 1;
        var min = Integer.parseInt(bounds[0]);
        if (bounds.length == 1) return min;
        var max = bounds[1].isEmpty() ? min + MANY : Integer.parseInt(bounds[1]);
        return min + random.nextInt(max - min + 1);
      }
      default -> {
        return 1;
      }
    }
  }
}
