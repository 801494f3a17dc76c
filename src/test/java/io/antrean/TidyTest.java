package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Style that a machine can check. A finding names the file, the line and what to do instead. */
@DisplayName("The sources are tidy")
class TidyTest {

  private static final int FILE_LINES_MAX = 300;
  private static final int LINE_LENGTH_MAX = 100;
  private static final Path MAIN = Path.of("src/main");

  /** In two halves, so that this file does not find itself. */
  private static final String TO_DO = "TO" + "DO";

  private static final String SWITCHED_OFF = "@Dis" + "abled";
  private static final String PRINTS = "System." + "out";
  private static final Pattern PRINTS_ERR = Pattern.compile("System\\.err|printStackTrace\\(\\)");

  /** Includes may stand before it. */
  private static final Pattern BEGINS_WITH_A_COMMENT =
      Pattern.compile("(--@include [a-z]+\n)*--\\[\\[.*?]].*", Pattern.DOTALL);

  private record Source(Path path, List<String> lines) {

    boolean is(String ending) {
      return path.toString().endsWith(ending);
    }
  }

  private static List<Source> sources() throws IOException {
    try (var paths = Files.walk(Path.of("src"))) {
      var found = new ArrayList<Source>();
      for (var path : paths.filter(Files::isRegularFile).toList()) {
        var source = new Source(path, List.of());
        if (source.is(".java") || source.is(".lua") || source.is(".sql")) {
          found.add(new Source(path, Files.readAllLines(path)));
        }
      }
      return found;
    }
  }

  private static List<String> findings(
      String instead, Stream<Source> sources, BiPredicate<Source, String> wrong) {
    return sources
        .flatMap(
            source ->
                Stream.iterate(0, i -> i < source.lines.size(), i -> i + 1)
                    .filter(i -> wrong.test(source, source.lines.get(i)))
                    .map(i -> source.path + ":" + (i + 1) + " " + instead))
        .toList();
  }

  @Test
  void files_and_lines_are_short() throws IOException {
    then(sources()).as("sources are found; run from the project's folder").isNotEmpty();
    then(sources().stream().filter(s -> s.lines.size() > FILE_LINES_MAX).map(s -> s.path))
        .as("split files of more than " + FILE_LINES_MAX + " lines by what they do")
        .isEmpty();
    then(findings(
            "break the line at " + LINE_LENGTH_MAX + " characters",
            sources().stream(),
            (source, line) -> line.codePointCount(0, line.length()) > LINE_LENGTH_MAX))
        .isEmpty();
  }

  @Test
  void nothing_is_left_for_later_or_switched_off() throws IOException {
    then(findings(
            "do it now, or file an issue and leave the mark out",
            sources().stream(),
            (source, line) -> line.contains(TO_DO) || line.contains("FIX" + "ME")))
        .isEmpty();
    then(findings(
            "repair or delete the spec: one that is off shows nothing",
            sources().stream().filter(s -> s.is(".java")),
            (source, line) -> line.contains(SWITCHED_OFF)))
        .isEmpty();
  }

  @Test
  void nothing_prints_but_what_speaks_to_a_person() throws IOException {
    var silent = sources().stream().filter(s -> s.is(".java") && !s.is("io/antrean/Main.java"));
    then(findings(
            "log it, or write to the PrintStream that Main passes on",
            silent.filter(s -> s.path.startsWith(MAIN)),
            (source, line) -> line.contains(PRINTS) || PRINTS_ERR.matcher(line).find()))
        .isEmpty();
    var specs = sources().stream().filter(s -> s.is(".java") && !s.path.startsWith(MAIN));
    then(findings(
            "say it in the assertion's description",
            specs,
            (source, line) -> line.contains(PRINTS + ".print") && !line.contains("seed")))
        .isEmpty();
  }

  @Test
  void every_script_of_redis_begins_with_its_contract() throws IOException {
    for (var source : sources()) {
      if (!source.is(".lua") || !source.path.startsWith(MAIN.resolve("resources/redis"))) continue;
      var text = String.join("\n", source.lines);
      then(text)
          .as(source.path + " must begin with --[[ what it is, KEYS, ARGV, Returns ]]")
          .matches(BEGINS_WITH_A_COMMENT);
      then(text.substring(0, text.indexOf("]]")))
          .as(source.path + " must say KEYS, ARGV and Returns in its first comment")
          .contains("KEYS", "ARGV", "Returns");
    }
  }

  @Test
  void classes_are_named_for_what_they_are() throws IOException {
    var vague = Pattern.compile(".*(Manager|Helper|Util|Utils|Impl|Base|Dto)\\.java");
    then(sources().stream().map(s -> s.path.toString()).filter(p -> vague.matcher(p).matches()))
        .as("name the class for its job: no Manager, Helper, Util, Impl, Base, Dto")
        .isEmpty();
  }
}
