package io.antrean.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads variables and gathers what is wrong with them, all of it at once. */
final class Environment {

  private static final String PREFIX = "ANTREAN_";

  private final Map<String, String> given;
  private final Map<String, Variable> known = Variables.byName();
  private final List<String> errors = new ArrayList<>();

  Environment(Map<String, String> given) {
    this.given = given;
    for (var name : given.keySet()) {
      if (name.startsWith(PREFIX) && !known.containsKey(name)) {
        errors.add(name + " is not a variable of this server; --help lists them");
      }
    }
  }

  String text(String name) {
    var variable = known.get(PREFIX + name);
    if (variable == null) throw new IllegalStateException(PREFIX + name + " is not listed");
    var value = given.get(variable.name());
    return value == null || value.isBlank() ? variable.fallback() : value.strip();
  }

  int integer(String name, int fallback) {
    return read(name, Integer::parseInt, fallback, "must be a whole number");
  }

  int integer(String name) {
    return integer(name, 1);
  }

  Duration ms(String name) {
    return read(
        name,
        text -> Duration.ofMillis(Integer.parseInt(text)),
        Duration.ofSeconds(1),
        "must be ms");
  }

  boolean flag(String name) {
    return read(name, Environment::flagOf, false, "must be true or false");
  }

  private static boolean flagOf(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  List<String> list(String name) {
    var text = text(name);
    return text == null
        ? List.of()
        : Stream.of(text.split("[,\\s]+")).filter(s -> !s.isEmpty()).toList();
  }

  /** Null when it is not set. */
  Path path(String name) {
    return read(name, Path::of, null, "must be a path");
  }

  private <T> T read(String name, Function<String, T> parse, T fallback, String must) {
    var text = text(name);
    if (text == null) return fallback;
    try {
      return parse.apply(text);
    } catch (IllegalArgumentException e) {
      errors.add("%s%s %s, not \"%s\"".formatted(PREFIX, name, must, text));
      return fallback;
    }
  }

  /** Makes a record; what its constructor objects to is gathered, and then there is none. */
  <T> T checked(Supplier<T> record) {
    try {
      return record.get();
    } catch (IllegalArgumentException e) {
      errors.addAll(List.of(e.getMessage().split("\n")));
      return null;
    }
  }

  void throwIfAnyIsWrong() {
    if (!errors.isEmpty()) throw new ConfigException(errors);
  }
}
