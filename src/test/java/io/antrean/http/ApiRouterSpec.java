package io.antrean.http;

import static io.antrean.http.ServedApi.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Every request")
class ApiRouterSpec {

  @RegisterExtension final ServedApi api = new ServedApi();

  @BeforeEach
  void serve() {
    api.serve(ServedApi.config(), ApiRouterSpec::routes);
  }

  private static void routes(Vertx vertx, Router router) {
    router.get("/things/:thing").handler(ctx -> ctx.end(ctx.pathParam("thing")));
    router.put("/things/:thing").handler(ctx -> ctx.json(ctx.body().asJsonObject()));
    router.post("/things").handler(ctx -> ctx.end(JsonInput.of(ctx).text("name", 1, 9)));
    router.get("/csv").produces("text/csv").handler(ctx -> ctx.end("a,b"));
    router
        .get("/refused")
        .handler(
            ctx -> {
              throw Problem.of(425, "not-open")
                  .words("2030")
                  .with("opensAt", "2030")
                  .retryAfter(Duration.ofMillis(1200))
                  .asException();
            });
    router
        .get("/broken")
        .handler(
            ctx -> {
              throw new IllegalArgumentException("secret-name");
            });
    router.get("/away").handler(ctx -> ctx.fail(new IOException("store")));
  }

  private static void thenProblem(HttpResponse<String> answer, int status, String name) {
    then(answer.statusCode()).isEqualTo(status);
    then(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    then(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    then(body(answer).getString("type")).isEqualTo("/problems/" + name);
    then(body(answer).getInteger("status")).isEqualTo(status);
    then(body(answer).getString("title")).isNotBlank();
    then(body(answer).getString("detail")).isNotBlank();
  }

  @Test
  void an_expectation_that_is_none_of_ours_is_refused_and_no_defect() {
    var said =
        api.raw(
            "POST /refused HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: nothing\r\n",
            "Content-Length: 2\r\n\r\n{}");
    then(said).contains(" 417 ", "/problems/expectation-failed");
  }

  @Test
  void a_refusal_is_a_problem_with_its_members() {
    var answer = api.get("/refused");
    thenProblem(answer, 425, "not-open");
    then(body(answer).getString("opensAt")).isEqualTo("2030");
    then(answer.headers().firstValue("Retry-After")).hasValue("2");
    then(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void a_problem_speaks_the_clients_language() {
    var indonesian = api.send(api.request("/none").header("Accept-Language", "id-ID,en;q=0.5"));
    then(body(indonesian).getString("title")).isEqualTo("Tidak ada apa-apa di sini");
    then(indonesian.headers().firstValue("Content-Language")).hasValue("id");
    var english = api.send(api.request("/none").header("Accept-Language", "id;q=0.1, en"));
    then(body(english).getString("title")).isEqualTo("There is nothing here");
    then(english.headers().firstValue("Content-Language")).hasValue("en");
  }

  @Test
  void an_unknown_path_is_404() {
    thenProblem(api.get("/none"), 404, "not-found");
  }

  @Test
  void a_path_that_can_not_be_decoded_is_400() {
    var answer = api.raw("GET /things/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    then(answer).startsWith("HTTP/1.1 400 ").contains("/problems/malformed-request");
  }

  @Test
  void another_method_is_405_and_says_which_are_known() {
    var answer = api.send(api.request("/things/1").DELETE());
    thenProblem(answer, 405, "method-not-allowed");
    then(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, PUT");
    var made = api.send(api.request("/things").method("BREW", BodyPublishers.noBody()));
    thenProblem(made, 405, "method-not-allowed");
    then(made.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void an_answer_of_another_kind_is_406() {
    thenProblem(api.send(api.request("/csv").header("Accept", "image/png")), 406, "not-acceptable");
  }

  @Test
  void a_body_over_16_KiB_is_413_said_in_advance_or_not() {
    var large = "{\"name\":\"" + "x".repeat(17_000) + "\"}";
    thenProblem(api.post("/things", large), 413, "payload-too-large");
    var chunked =
        api.request("/things")
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(large.getBytes())));
    thenProblem(api.send(chunked), 413, "payload-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=",
        "Multipart/Form-Data; boundary=\"",
        "multipart/form-data;;;",
        "application/x-www-form-urlencoded"
      })
  void a_form_is_415_however_broken(String type) {
    var form = api.request("/things").header("Content-Type", type);
    thenProblem(
        api.send(form.POST(BodyPublishers.ofString("a=%zz"))), 415, "unsupported-media-type");
  }

  @Test
  void a_body_of_another_type_is_415() {
    var text = api.request("/things").header("Content-Type", "text/plain");
    thenProblem(api.send(text.POST(BodyPublishers.ofString("{}"))), 415, "unsupported-media-type");
  }

  @Test
  void what_nobody_foresaw_is_500_with_a_number_and_without_its_words() {
    var answer = api.send(api.request("/broken").header(RequestId.HEADER, "abc-1"));
    thenProblem(answer, 500, "internal");
    then(answer.headers().firstValue(RequestId.HEADER)).hasValue("abc-1");
    then(body(answer).getString("detail")).contains("abc-1");
    then(answer.body()).doesNotContain("secret-name");
    then(new WordlessFailure(new IllegalArgumentException("secret-name")).toString())
        .isEqualTo("java.lang.IllegalArgumentException");
  }

  @Test
  void a_store_that_is_away_is_503_and_worth_another_try() {
    var answer = api.get("/away");
    thenProblem(answer, 503, "unavailable");
    then(body(answer).getString("outcome")).isEqualTo("unknown");
    then(answer.headers().firstValue("Retry-After")).hasValue("2");
  }

  @Test
  void head_is_get_without_the_content() {
    var answer = api.send(api.request("/things/abc").method("HEAD", BodyPublishers.noBody()));
    then(answer.statusCode()).isEqualTo(200);
    then(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    then(answer.body()).isEmpty();
  }
}
