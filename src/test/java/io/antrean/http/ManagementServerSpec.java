package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.ManagementConfig;
import io.antrean.http.Health.State;
import io.antrean.metrics.EventLoopLag;
import io.antrean.metrics.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The management port")
class ManagementServerSpec {

  private final Metrics metrics = new Metrics();
  private final Health health = new Health();
  private final Vertx vertx =
      Vertx.builder()
          .with(new VertxOptions().setMetricsOptions(Metrics.vertxOptions()))
          .withMetrics(metrics.vertxFactory())
          .build();
  private ManagementServer server;

  @BeforeEach
  void serve() {
    EventLoopLag.measure(vertx, metrics.registry(), 0);
    server = new ManagementServer(new ManagementConfig("127.0.0.1", 0), health, metrics.registry());
    ServedApi.get(vertx.deployVerticle(server));
  }

  @AfterEach
  void stop() {
    ServedApi.get(vertx.close());
    metrics.close();
  }

  private HttpResponse<String> ask(String method, String path) {
    var uri = URI.create("http://127.0.0.1:" + server.port() + path);
    var request = HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void tells_each_of_400_scrapes_what_is_so_now() {
    var seen = metrics.registry().counter("scrapes.seen");
    for (int scrape = 1; scrape <= 400; scrape++) {
      seen.increment();
      then(ask("GET", "/metrics").body()).contains("scrapes_seen_total " + scrape + ".0\n");
    }
  }

  @Test
  void says_that_the_process_answers() {
    then(ask("GET", "/live").statusCode()).isEqualTo(200);
  }

  @Test
  void says_why_the_server_is_not_ready() {
    health.register("redis", () -> State.down("No connection since 12:00"));
    health.register("postgres", State::ok);
    var answer = ask("GET", "/ready");
    then(answer.statusCode()).isEqualTo(503);
    then(new JsonObject(answer.body()))
        .isEqualTo(
            new JsonObject(
                """
                {"status":"down","checks":[{"name":"postgres","up":true,"reason":null},
                 {"name":"redis","up":false,"reason":"No connection since 12:00"}]}"""));
    // WHEN
    health.register("redis", State::ok);
    // THEN
    then(ask("GET", "/ready").statusCode()).isEqualTo(200);
    then(health.ready()).isTrue();
  }

  @Test
  void is_not_ready_while_stopping_and_still_live() {
    health.stopping();
    var answer = ask("GET", "/ready");
    then(answer.statusCode()).isEqualTo(503);
    then(answer.body()).contains("stopping");
    then(ask("GET", "/live").statusCode()).isEqualTo(200);
  }

  @Test
  void a_check_that_throws_is_down_without_its_words() {
    health.register(
        "odd",
        () -> {
          throw new IllegalArgumentException("a-name");
        });
    var answer = ask("GET", "/ready");
    then(answer.statusCode()).isEqualTo(503);
    then(answer.body()).contains("IllegalArgumentException").doesNotContain("a-name");
  }

  @Test
  void refuses_other_paths_and_methods_as_problems() {
    then(ask("GET", "/none").statusCode()).isEqualTo(404);
    var post = ask("POST", "/ready");
    then(post.statusCode()).isEqualTo(405);
    then(post.headers().firstValue("Allow")).hasValue("GET, HEAD");
  }

  @Test
  void shows_the_metrics_of_jvm_process_event_loop_and_pools() {
    var answer = ask("GET", "/metrics");
    then(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    then(answer.body())
        .contains(
            "jvm_memory_used_bytes",
            "process_cpu_usage",
            "process_cpu_seconds_total",
            "process_resident_memory_bytes")
        .contains("process_files_open_files", "process_uptime_seconds", "jvm_gc_")
        .contains("antrean_event_loop_lag_seconds_bucket", "vertx_pool_")
        .doesNotContain("system_cpu_count");
  }

  @Test
  void every_meter_has_a_description_and_promtool_has_nothing_to_say() throws Exception {
    new HttpMetrics(metrics.registry())
        .answered((String) null, HttpMethod.GET, 404, Duration.ofMillis(3));
    ServedApi.get(vertx.executeBlocking(() -> "so that the pools have something to tell"));
    var scrape = ask("GET", "/metrics").body();
    var helped =
        scrape
            .lines()
            .filter(line -> line.startsWith("# HELP "))
            .map(line -> line.split(" ", 4))
            .filter(parts -> parts.length == 4 && !parts[3].isBlank())
            .map(parts -> parts[2])
            .toList();
    then(scrape.lines().filter(line -> line.startsWith("# TYPE ")).map(line -> line.split(" ")[2]))
        .isNotEmpty()
        .allMatch(helped::contains);
    then(promtoolSays(scrape)).isEmpty();
  }

  /** Nothing, too, on a machine without promtool; the pipeline has it. */
  private static String promtoolSays(String scrape) throws IOException {
    var promtool =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    if (promtool.isEmpty()) return "";
    var checking =
        new ProcessBuilder(promtool.get().toString(), "check", "metrics")
            .redirectErrorStream(true)
            .start();
    try (var in = checking.getOutputStream()) {
      in.write(scrape.getBytes(StandardCharsets.UTF_8));
    }
    return new String(checking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
