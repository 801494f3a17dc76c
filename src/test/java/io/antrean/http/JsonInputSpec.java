package io.antrean.http;

import static io.antrean.http.ServedApi.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The JSON object of a request")
class JsonInputSpec {

  private static final String GOOD =
      """
      {"name":"Ani 🙂","note":"","kind":"open","day":"2030-01-07","at":"08:00",
       "opensAt":"2029-12-28T14:00:00+07:00","id":"5f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a",
       "capacity":2,"slots":["a","b"],"party":["5f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a"]}""";

  @RegisterExtension final ServedApi api = new ServedApi();

  @BeforeEach
  void serve() {
    api.serve(ServedApi.config(), (vertx, router) -> router.post("/").handler(JsonInputSpec::read));
  }

  private static void read(RoutingContext ctx) {
    var input = JsonInput.of(ctx);
    var read =
        List.of(
            String.valueOf(input.text("name", 1, 10)),
            String.valueOf(input.optionalText("note", 0, 5)),
            String.valueOf(input.oneOf("kind", List.of("open", "queue"))),
            String.valueOf(input.date("day")),
            String.valueOf(input.time("at")),
            String.valueOf(input.instant("opensAt")),
            String.valueOf(input.uuid("id")),
            String.valueOf(input.integer("capacity", 1, 1000)),
            String.valueOf(input.flag("orNext", false)),
            String.valueOf(input.texts("slots", 1, 3)),
            String.valueOf(input.optionalUuids("party", 1, 5)));
    input.end();
    ctx.end(String.join(" ", read));
  }

  private static String errors(HttpResponse<String> answer) {
    then(answer.statusCode()).isEqualTo(400);
    then(body(answer).getString("type")).isEqualTo("/problems/invalid-request");
    return body(answer).getJsonArray("errors").stream()
        .map(e -> ((JsonObject) e).getString("pointer"))
        .collect(Collectors.joining(" "));
  }

  private String errorsWith(String name, String value) {
    var object = new JsonObject(GOOD);
    var text =
        object.putNull(name).encode().replace("\"" + name + "\":null", "\"" + name + "\":" + value);
    return errors(api.post("/", text));
  }

  @Test
  void is_read_field_by_field() {
    var answer = api.post("/", GOOD);
    then(answer.body())
        .isEqualTo(
            "Ani 🙂  open 2030-01-07 08:00 2029-12-28T07:00:00Z"
                + " 5f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a 2 false [a, b]"
                + " [5f0c6a52-9d1e-4a6b-8f0e-2b6f4f1c7d3a]");
  }

  @Test
  void all_errors_come_at_once_with_what_to_do_instead() {
    var answer =
        api.post(
            "/", "{\"name\":7,\"kind\":\"draw\",\"slots\":[\"a\",1],\"a/b~c\":1,\"day\":null}");
    then(errors(answer)).isEqualTo("/name /kind /day /at /opensAt /id /capacity /slots/1 /a~1b~0c");
    then(answer.body()).contains("Give one of: open, queue.").contains("This field is needed.");
    var indonesian = api.send(api.json("/", "{}").header("Accept-Language", "id"));
    then(indonesian.body()).contains("Isian ini wajib. Tambahkan.");
  }

  @Test
  void wrong_values_are_errors() {
    then(errorsWith("name", "\"\"")).isEqualTo("/name");
    then(errorsWith("name", "\"  \"")).isEqualTo("/name");
    then(errorsWith("name", "\"12345678901\"")).isEqualTo("/name");
    then(errorsWith("name", "\"a\\u0000\"")).isEqualTo("/name");
    then(errorsWith("name", "\"a\\ud800\"")).isEqualTo("/name");
    then(errorsWith("name", "\"a\\ufffe\"")).isEqualTo("/name");
    then(errorsWith("name", "\"a\\ufdd0\"")).isEqualTo("/name");
    then(errorsWith("note", "null")).isEqualTo("/note");
    then(errorsWith("day", "\"2030-02-30\"")).isEqualTo("/day");
    then(errorsWith("day", "\"+12030-02-01\"")).isEqualTo("/day");
    then(errorsWith("at", "\"24:00\"")).isEqualTo("/at");
    then(errorsWith("at", "\"08:00:00\"")).isEqualTo("/at");
    then(errorsWith("opensAt", "\"2029-12-28T14:00:00\"")).isEqualTo("/opensAt");
    then(errorsWith("opensAt", "\"2029-13-28T14:00:00Z\"")).isEqualTo("/opensAt");
    then(errorsWith("id", "\"1-1-1-1-1\"")).isEqualTo("/id");
    then(errorsWith("capacity", "\"2\"")).isEqualTo("/capacity");
    then(errorsWith("capacity", "2.5")).isEqualTo("/capacity");
    then(errorsWith("capacity", "0")).isEqualTo("/capacity");
    then(errorsWith("capacity", "4294967298")).isEqualTo("/capacity");
    then(errorsWith("capacity", "1e999999999")).isEqualTo("/capacity");
    then(errorsWith("orNext", "1")).isEqualTo("/orNext");
    then(errorsWith("slots", "\"a\"")).isEqualTo("/slots");
    then(errorsWith("slots", "[]")).isEqualTo("/slots");
    then(errorsWith("slots", "[\"a\",null]")).isEqualTo("/slots/1");
    then(errorsWith("party", "[\"x\"]")).isEqualTo("/party/0");
  }

  @Test
  void anything_but_one_object_is_an_error_of_the_whole() {
    for (var text : List.of("", "[]", "1", "{", "{}{}", "{} x", "{\"a\":1,\"a\":1}", "{'a':1}")) {
      then(errors(api.post("/", text))).as(text).isEmpty();
    }
    then(api.post("/", "{\"a\":1,\"a\":1}").body()).contains("Give each name only once");
    then(errors(api.post("/", "[".repeat(5000)))).isEmpty();
  }

  @Test
  void only_utf_8_is_read() {
    var utf16 =
        api.json("/", "")
            .POST(BodyPublishers.ofString("{}", java.nio.charset.StandardCharsets.UTF_16));
    then(errors(api.send(utf16))).isEmpty();
    var broken =
        api.json("/", "").POST(BodyPublishers.ofByteArray(new byte[] {'{', (byte) 0xc0, '}'}));
    then(errors(api.send(broken))).isEmpty();
    var latin = api.request("/").header("Content-Type", "application/json; charset=latin1");
    then(api.send(latin.POST(BodyPublishers.ofString("{}"))).statusCode()).isEqualTo(415);
    var utf8 = api.request("/").header("Content-Type", "Application/JSON; charset=\"UTF-8\"");
    then(api.send(utf8.POST(BodyPublishers.ofString(GOOD))).statusCode()).isEqualTo(200);
  }

  @Test
  void an_answer_lists_no_more_than_100_errors() {
    var many =
        IntStream.range(0, 1500).mapToObj(i -> "\"" + i + "\":1").collect(Collectors.joining(","));
    then(errors(api.post("/", "{" + many + "}")).split(" ")).hasSize(FieldErrors.LISTED_MAX);
  }
}
