package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Installation;
import io.antrean.support.Monitoring;
import io.antrean.support.Monitoring.Asked;
import io.antrean.support.PromExpression;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules and dashboards of {@code monitoring}, against what a node really tells. */
@DisplayName("What rules and dashboards ask for")
class DashboardsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Pattern SAMPLE = Pattern.compile("^([a-z][a-z0-9_]*)(\\{.*})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** Prometheus adds them to every sample. */
  private static final Set<String> OF_A_TARGET = Set.of("job", "instance");

  /** What can be asked for, with the labels that it has. */
  private static final Map<String, Set<String>> there = new HashMap<>();

  @BeforeAll
  static void a_claim_is_confirmed_and_scraped() {
    var release = office.release(new JsonObject());
    var slots = new JsonObject().put("slots", new JsonArray(List.of("2030-01-07T08:00")));
    var claim = office.claim(0, office.token("ani"), release, UUID.randomUUID(), slots);
    then(claim.status()).isEqualTo(201);
    office.free(0, release);
    // The collector's meters begin with the first collection that they see.
    System.gc();
    await().untilAsserted(() -> then(scraped()).contains("antrean_conservation", "jvm_gc_pause"));
    for (var line : scraped().lines().toList()) {
      var sample = SAMPLE.matcher(line);
      if (!sample.matches()) continue;
      var labels = there.computeIfAbsent(sample.group(1), name -> new TreeSet<>(OF_A_TARGET));
      if (sample.group(2) == null) continue;
      LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
    }
    there.put("up", OF_A_TARGET);
    there.put("ALERTS", Set.of("alertname", "alertstate", "severity"));
    for (var rule : Monitoring.rules("recording.yml")) {
      var name = rule.getString("record");
      there.put(name, level(name));
    }
  }

  private static String scraped() {
    return office.management(0, "/metrics");
  }

  /** A recorded name begins with the labels that it has; {@code antrean:} with none. */
  private static Set<String> level(String name) {
    var level = name.substring(0, name.indexOf(':'));
    return level.equals("antrean") ? Set.of() : Set.of(level.split("_"));
  }

  /** Metrics that nobody tells, labels that they do not have. */
  private static List<String> missing(Asked asked) {
    var wrong = new ArrayList<String>();
    var labels = new TreeSet<String>();
    asked
        .expression()
        .metrics()
        .forEach(
            (name, chosen) -> {
              var has = there.get(name);
              if (has == null) wrong.add(name);
              else labels.addAll(has);
              if (has == null) return;
              chosen.stream().filter(l -> !has.contains(l)).forEach(l -> wrong.add(name + "{" + l));
            });
    if (!wrong.isEmpty()) return wrong;
    var grouped = asked.expression().grouping();
    grouped.stream().filter(l -> !labels.contains(l)).forEach(l -> wrong.add("by (" + l));
    asked.shown().stream().filter(l -> !labels.contains(l)).forEach(l -> wrong.add("shows " + l));
    return wrong;
  }

  @Test
  void is_told_by_a_node_or_recorded() {
    var all = Monitoring.expressions();
    then(all).hasSizeGreaterThan(100);
    for (var asked : all) {
      var isANumber = asked.expression().text().startsWith("vector(");
      then(asked.expression().metrics().isEmpty()).as(asked.where()).isEqualTo(isANumber);
      then(missing(asked)).as(asked.where()).isEmpty();
    }
  }

  @Test
  void is_found_missing_when_it_is_misspelt() {
    var words =
        "sum by (outcome, loop) (rate(antrean_claim_total{outcom=\"held\"}[1m]))"
            + " / on (job) job:antrean_http_requests:rate5m";
    then(missing(new Asked("", new PromExpression(words), List.of())))
        .containsExactly("antrean_claim_total");
    words = words.replace("claim_", "claims_");
    then(missing(new Asked("", new PromExpression(words), List.of())))
        .containsExactly("antrean_claims_total{outcom");
    words = words.replace("outcom=", "outcome=");
    then(missing(new Asked("", new PromExpression(words), List.of("partition"))))
        .containsExactly("by (loop", "shows partition");
  }

  @Test
  void is_recorded_under_a_name_that_begins_with_its_labels() {
    for (var rule : Monitoring.rules("recording.yml")) {
      var grouped = new PromExpression(rule.getString("expr")).grouping();
      if (grouped.isEmpty()) continue;
      var level = new TreeSet<>(level(rule.getString("record")));
      var inside = rule.getString("expr").startsWith("histogram_quantile") ? "le" : "";
      grouped.remove(inside);
      then(level).as(rule.getString("record")).isEqualTo(grouped);
    }
  }
}
