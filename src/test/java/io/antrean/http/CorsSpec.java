package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Pages of other origins")
class CorsSpec {

  @RegisterExtension final ServedApi api = new ServedApi();

  @BeforeEach
  void serve() {
    api.serve(
        ServedApi.config(),
        (vertx, router) -> {
          router.get("/things").handler(ctx -> ctx.end("ok"));
          router.put("/things").handler(ctx -> ctx.end("ok"));
        });
  }

  private HttpResponse<String> preflight(String origin) {
    return api.send(
        api.request("/things")
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "PUT")
            .header("Access-Control-Request-Headers", "authorization,prefer")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  @Test
  void a_configured_origin_may_call() {
    var answer = preflight("https://pages.example");
    then(answer.statusCode()).isEqualTo(204);
    then(answer.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://pages.example");
    then(answer.headers().firstValue("Access-Control-Allow-Methods").orElse("")).contains("PUT");
    var get = api.send(api.request("/things").header("Origin", "https://pages.example"));
    then(get.headers().firstValue("Access-Control-Expose-Headers").orElse("").toLowerCase())
        .contains("server-time-ms", "location", "retry-after");
    then(get.headers().allValues("Vary").toString().toLowerCase()).contains("origin");
  }

  @Test
  void another_origin_gets_an_answer_that_its_browser_keeps_from_it() {
    var answer = preflight("https://elsewhere.example");
    then(answer.statusCode()).isEqualTo(405);
    then(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    var get = api.send(api.request("/things").header("Origin", "https://elsewhere.example"));
    then(get.statusCode()).isEqualTo(200);
    then(get.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }
}
