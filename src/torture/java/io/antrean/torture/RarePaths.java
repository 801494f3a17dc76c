package io.antrean.torture;

import io.antrean.torture.client.History;
import io.antrean.torture.cluster.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How often what hardly ever happens has happened: a path that was not taken was not tried. */
final class RarePaths {

  private static final Pattern EVENT = Pattern.compile("event=([a-z-]+)");

  private RarePaths() {}

  static void tell(Report report, History history, Cluster cluster, EpochLog epochs)
      throws SQLException, IOException {
    var words = history.words();
    report.rare("unknown outcome", count(words, "no answer", "503 unknown"));
    report.rare("lost", count(words, "503 lost"));
    report.rare("202", count(words, "202 HELD"));
    report.rare("503", count(words, "503 recovering", "503 overloaded", "503 unavailable"));
    report.rare("epoch change", epochs.changes());
    report.rare("drained", epochs.drained());
    var events = events(cluster);
    report.rare("Redis's file mended", cluster.redis().mendedMs().size());
    report.rare("settled again", events.getOrDefault("settled-again", 0L));
    events.forEach((event, seen) -> report.rare("logged: " + event, seen));
  }

  private static long count(Map<String, Long> words, String... names) {
    var sum = 0L;
    for (var name : names) sum += words.getOrDefault(name, 0L);
    return sum;
  }

  private static Map<String, Long> events(Cluster cluster) throws IOException {
    var seen = new TreeMap<String, Long>();
    for (int i = 0; i < Cluster.NODES; i++) {
      try (var lines = Files.lines(cluster.logs().resolve("node-" + i + ".log"))) {
        lines.forEach(
            line -> {
              var found = EVENT.matcher(line);
              if (found.find()) seen.merge(found.group(1), 1L, Long::sum);
            });
      }
    }
    return seen;
  }
}
