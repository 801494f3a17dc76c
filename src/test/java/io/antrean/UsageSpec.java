package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@DisplayName("The variables in --help")
class UsageSpec {

  @Command(name = "antrean")
  private static final class Nothing {}

  /** As it is printed: picocli breaks what is too long. */
  private static String printed() {
    var command = new CommandLine(new Nothing());
    command.getCommandSpec().usageMessage().footer(Usage.variables()).width(Usage.WIDTH);
    return command.getUsageMessage();
  }

  @Test
  void have_a_line_with_the_default_and_one_that_says_what_for() {
    then(printed())
        .contains(
            "\n  ANTREAN_HTTP_PORT                      8080\n"
                + "    port of the API; 0 picks a free one and prints it\n")
        .contains("  ANTREAN_POSTGRES_URI postgresql://antrean@127.0.0.1:5432/antrean\n");
  }

  @Test
  void are_broken_nowhere() {
    for (var line : Usage.variables()) {
      then(printed()).contains("\n" + line.replace("%%", "%") + "\n");
    }
  }
}
