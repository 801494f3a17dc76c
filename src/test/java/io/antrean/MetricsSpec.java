package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Installation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A scrape of a node that has answered a claim, against src/docs/metrics.md. */
@DisplayName("The metrics")
class MetricsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Pattern ROW =
      Pattern.compile("^\\| `(antrean_[a-z_]+)` \\| ([a-z]+) \\| ([^|]+) \\| ", Pattern.MULTILINE);
  private static final Pattern SAMPLE = Pattern.compile("(antrean_[a-z_]+)(\\{[^}]*})? .*");

  private static String scrape;

  @BeforeAll
  static void a_claim_is_confirmed_and_scraped() {
    var release = office.release(new JsonObject());
    var slots = new JsonObject().put("slots", new JsonArray(List.of("2030-01-07T08:00")));
    var claim = office.claim(0, office.token("ani"), release, UUID.randomUUID(), slots);
    then(claim.status()).isEqualTo(201);
    await()
        .untilAsserted(
            () -> {
              scrape = office.management(0, "/metrics");
              then(scrape)
                  .contains(
                      "antrean_seats{release=\"%s\",state=\"confirmed\"} 1".formatted(release))
                  .contains("antrean_conservation_difference{release=\"%s\"} 0".formatted(release))
                  .contains("antrean_http_requests_total{method=\"PUT\"");
            });
  }

  /** Type and labels of each of our meters as scraped; {@code _max} is told with its histogram. */
  private static Map<String, String> scraped() {
    var types = new TreeMap<String, String>();
    var labels = new TreeMap<String, TreeSet<String>>();
    for (var line : scrape.lines().toList()) {
      var words = line.split(" ");
      if (line.startsWith("# TYPE antrean_")) types.put(words[2], words[3]);
      var sample = SAMPLE.matcher(line);
      if (!sample.matches()) continue;
      var name = sample.group(1).replaceAll("_(bucket|count|sum)$", "");
      var found = labels.computeIfAbsent(name, none -> new TreeSet<>());
      if (sample.group(2) == null) continue;
      Pattern.compile("([a-z]+)=\"")
          .matcher(sample.group(2))
          .results()
          .map(label -> label.group(1))
          .filter(label -> !label.equals("le"))
          .forEach(found::add);
    }
    types.keySet().removeIf(name -> name.endsWith("_max"));
    types.replaceAll((name, type) -> type + " " + labels.get(name));
    return types;
  }

  @Test
  void are_told_in_the_docs_with_type_and_labels_and_no_others_are() throws IOException {
    var told = new TreeMap<String, String>();
    var rows = ROW.matcher(Files.readString(Path.of("src/docs/metrics.md")));
    while (rows.find()) {
      var labels = new TreeSet<String>();
      for (var label : rows.group(3).replaceAll("[`–]", "").split(",")) {
        if (!label.isBlank()) labels.add(label.strip());
      }
      told.put(rows.group(1), rows.group(2) + " " + labels);
    }
    then(told).isEqualTo(scraped());
  }

  /** Those that the contract promises of what is built. */
  @Test
  void are_those_that_operators_were_promised() {
    then(scraped().keySet())
        .contains(
            "antrean_claims_total",
            "antrean_claim_seconds",
            "antrean_confirm_seconds",
            "antrean_claim_batch_size",
            "antrean_ledger_backlog_entries",
            "antrean_ledger_lag_seconds",
            "antrean_ledger_batch_size",
            "antrean_ledger_rejected_total",
            "antrean_ledger_set_aside_total",
            "antrean_seats",
            "antrean_conservation_difference",
            "antrean_double_bookings_total",
            "antrean_partition_state",
            "antrean_recoveries_total",
            "antrean_http_requests_total",
            "antrean_http_request_seconds");
    then(scrape)
        .contains("antrean_claims_total{outcome=\"confirmed\"} 1.0")
        .contains("antrean_confirm_seconds_count 1")
        .contains("antrean_double_bookings_total 0.0")
        .contains("antrean_ledger_lag_seconds{partition=\"0\"}")
        .contains("jvm_memory_used_bytes", "process_", "vertx_pool_")
        .contains("antrean_event_loop_lag_seconds");
  }

  @Test
  void name_no_person_claim_or_slot() {
    var uuids = new ArrayList<String>();
    for (var line : scrape.lines().toList()) {
      if (line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*")) uuids.add(line);
    }
    then(uuids)
        .isNotEmpty()
        .allMatch(line -> line.matches("antrean_(seats|conservation_difference)\\{release=.*"));
    then(scrape).doesNotContain("2030-01-07");
  }

  @Test
  void count_a_seat_that_two_people_were_given() {
    var day = "2030-01-08";
    var release = office.release(new JsonObject().put("from", day).put("to", day));
    var citizens = office.citizens(2);
    var first = UUID.randomUUID();
    var eight = new JsonObject().put("slots", new JsonArray(List.of(day + "T08:00")));
    then(office.claim(0, citizens.get(0), release, first, eight).status()).isEqualTo(201);
    // Behind Redis's back.
    office.sql("UPDATE booking SET slot = '" + day + "T09:00' WHERE id = '" + first + "'");
    var nine = new JsonObject().put("slots", new JsonArray(List.of(day + "T09:00")));
    var second = office.claim(0, citizens.get(1), release, UUID.randomUUID(), nine);
    then(second.problem()).isEqualTo("slot-taken");
    then(office.management(0, "/metrics"))
        .contains("antrean_double_bookings_total 1.0")
        .contains("antrean_ledger_rejected_total{reason=\"slot_taken\"} 1.0");
  }

  @Test
  void give_promtool_nothing_to_say() throws Exception {
    Assumptions.assumeTrue(isOnPath("promtool"), "promtool is not on the PATH");
    var scraped = Files.createTempFile("scrape", ".txt");
    var said = Files.createTempFile("promtool", ".txt");
    try {
      Files.writeString(scraped, scrape, StandardCharsets.UTF_8);
      var promtool =
          new ProcessBuilder("promtool", "check", "metrics")
              .redirectInput(scraped.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      then(promtool.waitFor()).as(Files.readString(said)).isZero();
      then(said).isEmptyFile();
    } finally {
      Files.delete(scraped);
      Files.delete(said);
    }
  }

  private static boolean isOnPath(String program) {
    for (var folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, program))) return true;
    }
    return false;
  }
}
