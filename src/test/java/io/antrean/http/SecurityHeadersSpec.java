package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.HttpConfig;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a browser is told by every answer")
class SecurityHeadersSpec {

  @RegisterExtension final ServedApi api = new ServedApi();

  private static final String POLICY = "default-src 'none'; frame-ancestors 'none'";
  private static final String HSTS = "Strict-Transport-Security";

  private static HttpConfig config(List<String> proxies, int hstsDays) {
    var limit = Duration.ofSeconds(10);
    return new HttpConfig(
        "127.0.0.1", 0, 1, List.of(), proxies, 1024, limit, limit, limit, limit, 100, hstsDays);
  }

  private static void routes(Vertx vertx, Router router) {
    router.get("/here").handler(ctx -> ctx.end("here"));
    router
        .get("/page")
        .handler(
            ctx -> {
              SecurityHeaders.printedPage(ctx.response());
              ctx.end("<p>page</p>");
            });
  }

  private String hsts(String scheme) {
    var request = api.request("/here").header("X-Forwarded-Proto", scheme);
    return api.send(request).headers().firstValue(HSTS).orElse(null);
  }

  @Test
  void takes_it_for_what_it_is_loads_nothing_and_frames_it_nowhere() {
    api.serve(config(List.of(), 365), SecurityHeadersSpec::routes);
    var large = api.json("/here", "x".repeat(2_000));
    var asked = List.of(api.request("/here"), api.request("/nowhere"), large);
    for (HttpRequest.Builder one : asked) {
      var headers = api.send(one).headers();
      then(headers.allValues("X-Content-Type-Options")).containsExactly("nosniff");
      then(headers.allValues("Content-Security-Policy")).containsExactly(POLICY);
      then(headers.firstValue("Server")).as("of what the server is made").isEmpty();
    }
    then(api.raw("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).contains(POLICY);
    then(api.raw("NONSENSE\r\n\r\n")).contains(" 400 ", "nosniff", POLICY);
    // The router answers these before any of its handlers.
    then(api.raw("GET * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).contains(POLICY);
    var noHost = "GET /here HTTP/1.1\r\nHost: a:b:c\r\nConnection: close\r\n\r\n";
    then(api.raw(noHost)).contains(" 400 ", POLICY);
  }

  @Test
  void lets_a_page_have_styles_and_nothing_else() {
    api.serve(config(List.of(), 365), SecurityHeadersSpec::routes);
    var headers = api.get("/page").headers();
    then(headers.allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .startsWith("default-src 'none'; style-src 'unsafe-inline';")
        .contains("form-action 'none'", "frame-ancestors 'none'");
    then(headers.allValues("Referrer-Policy")).containsExactly("no-referrer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "HTTPS", "http, https", "http,https "})
  void comes_by_tls_again_when_a_trusted_proxy_says_that_it_did(String scheme) {
    api.serve(config(List.of("127.0.0.1"), 2), SecurityHeadersSpec::routes);
    then(hsts(scheme)).isEqualTo("max-age=172800");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https, http", "httpss", ",", " "})
  void is_not_told_of_tls_when_it_did_not_come_by_it(String scheme) {
    api.serve(config(List.of("127.0.0.1"), 2), SecurityHeadersSpec::routes);
    then(hsts(scheme)).isNull();
    then(api.get("/here").headers().firstValue(HSTS)).isEmpty();
  }

  @Test
  void is_not_told_by_whom_nobody_trusts() {
    api.serve(config(List.of("10.0.0.0/8"), 2), SecurityHeadersSpec::routes);
    then(hsts("https")).isNull();
  }

  @Test
  void is_not_told_where_the_operator_leaves_it_to_the_proxy() {
    api.serve(config(List.of("127.0.0.1"), 0), SecurityHeadersSpec::routes);
    then(hsts("https")).isNull();
  }
}
