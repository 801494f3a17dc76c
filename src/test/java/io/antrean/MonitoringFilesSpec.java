package io.antrean;

import static io.antrean.support.Monitoring.objects;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Monitoring;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The files of the monitoring")
class MonitoringFilesSpec {

  private static final Pattern PARAGRAPH =
      Pattern.compile("(?m)^## (Antrean\\w+)\n\n\\*It means\\*");
  private static final Pattern TESTED = Pattern.compile("alertname: (\\w+)");
  private static final Pattern PINNED = Pattern.compile("[a-z]+/[a-z]+:v?\\d+\\.\\d+\\.\\d+");

  private static Set<String> alerts() {
    return Monitoring.rules("alerts.yml").stream()
        .map(rule -> rule.getString("alert"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> named(Pattern pattern, String file) throws IOException {
    var names = new TreeSet<String>();
    var found = pattern.matcher(Files.readString(Monitoring.FOLDER.resolve(file)));
    while (found.find()) names.add(found.group(1));
    return names;
  }

  @Test
  void tell_what_each_alert_means_and_what_to_do() throws IOException {
    then(named(PARAGRAPH, "README.md")).isEqualTo(alerts());
    var readme = Files.readString(Monitoring.FOLDER.resolve("README.md"));
    then(readme.split("\\*What to do:\\*")).hasSize(alerts().size() + 1);
  }

  @Test
  void test_each_alert() throws IOException {
    then(named(TESTED, "alerts_test.yml")).isEqualTo(alerts());
  }

  @Test
  void record_nothing_that_nobody_asks_for() {
    var asked = new HashSet<String>();
    Monitoring.expressions().forEach(one -> asked.addAll(one.expression().metrics().keySet()));
    for (var rule : Monitoring.rules("recording.yml"))
      then(asked).contains(rule.getString("record"));
  }

  @Test
  void explain_every_panel() {
    for (var dashboard : Monitoring.dashboards()) {
      then(dashboard.getString("description")).as(dashboard.getString("title")).isNotBlank();
      var ids = new HashSet<Integer>();
      for (var panel : objects(dashboard.getJsonArray("panels")).toList()) {
        var place = dashboard.getString("title") + ": " + panel.getString("title");
        then(panel.getString("title")).as(place).isNotBlank();
        then(panel.getString("description")).as(place).endsWith(".");
        var defaults = panel.getJsonObject("fieldConfig").getJsonObject("defaults");
        then(defaults.getString("unit")).as(place).isNotBlank();
        then(ids.add(panel.getInteger("id"))).as(place).isTrue();
      }
    }
  }

  @Test
  void ask_the_prometheus_that_is_provisioned() {
    var source =
        Monitoring.yaml("grafana/provisioning/datasources/antrean.yml")
            .getJsonArray("datasources")
            .getJsonObject(0);
    var uids = Pattern.compile("\"type\":\"prometheus\",\"uid\":\"([^\"]*)\"");
    for (var dashboard : Monitoring.dashboards()) {
      then(uids.matcher(dashboard.encode()).results().map(uid -> uid.group(1)).distinct())
          .containsExactly(source.getString("uid"));
    }
    var scrape = Monitoring.yaml("prometheus.yml").getJsonObject("global");
    then(source.getJsonObject("jsonData").getString("timeInterval"))
        .isEqualTo(scrape.getString("scrape_interval"));
  }

  @Test
  void are_mounted_where_the_containers_look_for_them() {
    var services = Monitoring.yaml("docker-compose.yml").getJsonObject("services");
    then(services.fieldNames()).containsExactlyInAnyOrder("prometheus", "grafana");
    var mounted = new HashSet<String>();
    for (var name : services.fieldNames()) {
      var service = services.getJsonObject(name);
      // A name of two parts says which registry by saying none.
      then(service.getString("image")).matches(PINNED);
      for (var volume : service.getJsonArray("volumes")) {
        var parts = ((String) volume).split(":");
        if (!parts[0].startsWith("./")) continue;
        then(Monitoring.FOLDER.resolve(parts[0])).exists();
        then(parts[2]).isEqualTo("ro");
        mounted.add(parts[1]);
      }
    }
    for (Object file : Monitoring.yaml("prometheus.yml").getJsonArray("rule_files")) {
      then(mounted).contains("/etc/prometheus/" + file);
    }
    var provider =
        Monitoring.yaml("grafana/provisioning/dashboards/antrean.yml")
            .getJsonArray("providers")
            .getJsonObject(0);
    then(mounted).contains(provider.getJsonObject("options").getString("path"));
  }

  @Test
  void listen_on_the_loopback_address_alone() {
    var services = Monitoring.yaml("docker-compose.yml").getJsonObject("services");
    for (var name : services.fieldNames()) {
      then(services.getJsonObject(name).getString("network_mode")).isEqualTo("host");
      then(services.getJsonObject(name).containsKey("ports")).isFalse();
    }
    then(services.getJsonObject("prometheus").getJsonArray("command").stream())
        .contains("--web.listen-address=127.0.0.1:9090");
    var grafana = services.getJsonObject("grafana").getJsonObject("environment", new JsonObject());
    then(grafana.getString("GF_SERVER_HTTP_ADDR")).isEqualTo("127.0.0.1");
    then(grafana.getString("GF_AUTH_ANONYMOUS_ORG_ROLE")).isEqualTo("Viewer");
  }
}
