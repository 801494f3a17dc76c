package io.antrean.support;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the folder {@code monitoring}, as specs ask for them. */
public final class Monitoring {

  public static final Path FOLDER = Path.of("monitoring");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *([a-z_]+)\\)");
  private static final Pattern IN_A_LEGEND = Pattern.compile("\\{\\{([a-z_]+)}}");

  /** An expression, where it stands, and the labels that the words beside it show. */
  public record Asked(String where, PromExpression expression, List<String> shown) {}

  private Monitoring() {}

  public static JsonObject yaml(String file) {
    try {
      return new JsonObject(YAML.readValue(Files.readString(FOLDER.resolve(file)), OBJECT));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** The dashboards by the names of their files. */
  public static List<JsonObject> dashboards() {
    try (var files = Files.list(FOLDER.resolve("grafana/dashboards"))) {
      return files.sorted().map(Monitoring::json).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject json(Path file) {
    try {
      return new JsonObject(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }

  /** All rules of a file; each has {@code record} or {@code alert}. */
  public static List<JsonObject> rules(String file) {
    return objects(yaml(file).getJsonArray("groups"))
        .flatMap(group -> objects(group.getJsonArray("rules")))
        .toList();
  }

  /** Every expression of the rules and of the dashboards. */
  public static List<Asked> expressions() {
    var all = new ArrayList<Asked>();
    for (var file : List.of("recording.yml", "alerts.yml")) {
      for (var rule : rules(file)) {
        var name = rule.getString("record", rule.getString("alert"));
        var words = rule.getJsonObject("annotations", new JsonObject()).encode();
        var shown = Pattern.compile("\\$labels\\.([a-z_]+)").matcher(words).results();
        all.add(
            new Asked(
                file + ": " + name,
                new PromExpression(rule.getString("expr")),
                shown.map(label -> label.group(1)).toList()));
      }
    }
    for (var dashboard : dashboards()) expressions(dashboard, all);
    return all;
  }

  private static void expressions(JsonObject dashboard, List<Asked> all) {
    var title = dashboard.getString("title") + ": ";
    for (var panel : objects(dashboard.getJsonArray("panels")).toList()) {
      for (var target : objects(panel.getJsonArray("targets")).toList()) {
        var legend = IN_A_LEGEND.matcher(target.getString("legendFormat")).results();
        all.add(
            new Asked(
                title + panel.getString("title"),
                new PromExpression(target.getString("expr")),
                legend.map(label -> label.group(1)).toList()));
      }
    }
    var variables = dashboard.getJsonObject("templating").getJsonArray("list");
    for (var variable : objects(variables).toList()) {
      var asks = LABEL_VALUES.matcher(variable.getString("definition"));
      if (!asks.matches()) throw new IllegalStateException(title + variable);
      var expression = new PromExpression(asks.group(1));
      all.add(new Asked(title + variable.getString("name"), expression, List.of(asks.group(2))));
    }
    var annotations = dashboard.getJsonObject("annotations").getJsonArray("list");
    objects(annotations)
        .map(one -> new PromExpression(one.getString("expr")))
        .forEach(expression -> all.add(new Asked(title + "annotation", expression, List.of())));
  }
}
