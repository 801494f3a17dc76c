package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("HTTP metrics")
class HttpMetricsSpec {

  @RegisterExtension final ServedApi api = new ServedApi();

  private List<String> told() {
    return api.registry
        .scrape()
        .lines()
        .filter(line -> line.startsWith("antrean_http_requests_total{"))
        .sorted()
        .toList();
  }

  private List<String> requests() {
    return told().stream().filter(line -> !line.endsWith(" 0.0")).toList();
  }

  private static String line(String method, String route, int status, int count) {
    return "antrean_http_requests_total{method=\"%s\",route=\"%s\",status=\"%d\"} %d.0"
        .formatted(method, route, status, count);
  }

  @Test
  void count_by_the_routes_pattern_and_never_by_the_path() {
    api.serve(
        ServedApi.config(),
        (vertx, router) -> {
          router.get("/things/:thing/parts/:part").handler(ctx -> ctx.end());
          router
              .get("/refused/:thing")
              .handler(
                  ctx -> {
                    throw Problem.of(403, "forbidden").asException();
                  });
          router.get("/later/:thing").handler(ctx -> vertx.setTimer(1, t -> ctx.fail(new Error())));
          router.post("/refused/:thing").handler(JsonInput::of);
        });
    // WHEN
    for (var path : List.of("/things/1/parts/2", "/things/3/parts/4", "/refused/5", "/later/6")) {
      api.get(path);
    }
    api.get("/none/7");
    api.raw("GET /things/%zz/parts/8 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    api.send(api.request("/refused/9").DELETE());
    api.post("/refused/10", "x".repeat(17_000));
    api.send(
        api.request("/none")
            .method("BREW" + 11, java.net.http.HttpRequest.BodyPublishers.noBody()));
    // THEN
    await().until(() -> requests().size() == 8);
    then(requests())
        .containsExactly(
            line("DELETE", "unmatched", 405, 1),
            line("GET", "/later/{thing}", 500, 1),
            line("GET", "/refused/{thing}", 403, 1),
            line("GET", "/things/{thing}/parts/{part}", 200, 2),
            line("GET", "unmatched", 400, 1),
            line("GET", "unmatched", 404, 1),
            line("POST", "/refused/{thing}", 413, 1),
            line("other", "unmatched", 404, 1));
    var buckets =
        api.registry
            .scrape()
            .lines()
            .filter(line -> line.startsWith("antrean_http_request_seconds_bucket"))
            .filter(line -> line.contains("route=\"/things/{thing}/parts/{part}\""));
    then(buckets.count()).isEqualTo(14);
  }

  @Test
  void tell_failures_that_have_not_happened_as_none() {
    api.serve(
        ServedApi.config(),
        (vertx, router) -> router.get("/things/:thing").handler(ctx -> ctx.end()));
    api.get("/things/1");
    await().until(() -> !told().isEmpty());
    then(told())
        .containsExactly(
            line("GET", "/things/{thing}", 200, 1),
            line("GET", "/things/{thing}", 500, 0),
            line("GET", "/things/{thing}", 503, 0));
  }
}
