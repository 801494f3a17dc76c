package io.antrean.torture.check;

import io.antrean.torture.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Redis has granted nothing that PostgreSQL had to refuse for its seat or number, and no audit has
 * found them apart. The server recovers from both, so that nothing else may be seen of them.
 */
final class NoDisagreement implements Invariant {

  private static final Pattern RECOVERY =
      Pattern.compile("event=recovery-begins[^\"]* cause=(disagrees|conservation)\\b[^\"]*");

  @Override
  public String name() {
    return "no recovery because the stores disagree";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) throws IOException {
    for (int i = 0; i < Cluster.NODES; i++) {
      try (var lines = Files.lines(facts.cluster.logs().resolve("node-" + i + ".log"))) {
        lines
            .map(RECOVERY::matcher)
            .filter(found -> found.find())
            .forEach(found -> broken.accept(found.group()));
      }
    }
  }
}
