package io.antrean.claim;

import static io.antrean.claim.RefusalsSpec.refused;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What is no claim is refused")
class MalformedClaimsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Day DAY = Day.next();
  private static String release;
  private static String token;

  @BeforeAll
  static void open() {
    release = office.release(DAY.terms(2));
    token = office.citizens(1).get(0);
  }

  private static Answer send(String method, String bearer, String claim, String body) {
    return send(method, bearer, claim, body, Map.of());
  }

  private static Answer send(
      String method, String bearer, String claim, String body, Map<String, String> more) {
    var headers = new HashMap<>(Map.of("Accept-Language", "id"));
    headers.putAll(more);
    var path = "/api/v1/releases/" + release + "/claims/" + claim;
    HttpResponse<String> response = office.send(0, method, path, bearer, body, headers).join();
    return new Answer(response.statusCode(), new JsonObject(response.body()), response);
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static List<String> pointers(Answer answer) {
    return answer.body().getJsonArray("errors").stream()
        .map(error -> ((JsonObject) error).getString("pointer"))
        .toList();
  }

  @Test
  void of_nobody_and_of_somebody_who_may_not() {
    var wish = DAY.wish("08:00").encode();
    var nobody = send("PUT", null, id(), wish);
    refused(nobody, 401, "unauthenticated");
    then(nobody.header("WWW-Authenticate")).isEqualTo("Bearer");
    var forged = send("PUT", token.substring(0, token.length() - 4) + "AAAA", id(), wish);
    refused(forged, 401, "unauthenticated");
    then(forged.header("WWW-Authenticate")).contains("invalid_token");
    for (var login : List.of("officer", "supervisor", "admin")) {
      refused(send("PUT", office.token(login), id(), wish), 403, "forbidden", "roles");
    }
  }

  @Test
  void with_all_that_is_wrong_at_once() {
    var body =
        """
        {"slots":["8 o'clock","2030-01-07T08:00","2030-01-07T08:00",7],"orNext":"yes",
         "party":["me"],"seat":1}
        """;
    var answer = send("PUT", token, "one", body);
    refused(answer, 400, "invalid-request", "errors");
    then(pointers(answer))
        .contains("{claim}", "/slots", "/slots/0", "/slots/3", "/orNext", "/party/0", "/seat");
    then(answer.body().getJsonArray("errors").stream())
        .allSatisfy(error -> then(((JsonObject) error).getString("detail")).isNotBlank());
  }

  @Test
  void with_too_many_or_too_few() {
    then(pointers(send("PUT", token, id(), "{}"))).containsExactly("/slots");
    then(pointers(send("PUT", token, id(), "{\"slots\":[]}"))).containsExactly("/slots");
    var eleven = "\"2030-01-07T08:00\",".repeat(10) + "\"2030-01-07T08:15\"";
    then(pointers(send("PUT", token, id(), "{\"slots\":[" + eleven + "]}"))).contains("/slots");
    var six = DAY.wish(Stream.generate(MalformedClaimsSpec::id).limit(6).toList(), "08:00");
    then(pointers(send("PUT", token, id(), six.encode()))).contains("/party");
    var none = DAY.wish(List.of(), "08:00");
    then(pointers(send("PUT", token, id(), none.encode()))).containsExactly("/party");
  }

  @Test
  void that_is_no_json_object() {
    var utf16 = DAY.wish("08:00").encode().replaceAll("(.)", "\u0000$1");
    var marked = "\ufeff" + DAY.wish("08:00").encode();
    var bad =
        List.of(
            "", "[]", "null", "{\"slots\":", "{} {}", "{\"slots\":[],\"slots\":[]}", utf16, marked);
    for (var body : bad) {
      var answer = send("PUT", token, id(), body);
      refused(answer, 400, "invalid-request", "errors");
    }
  }

  @Test
  void that_is_too_large_or_of_another_type() {
    var large = send("PUT", token, id(), "{\"slots\":\"" + "x".repeat(17_000) + "\"}");
    then(large.status()).isEqualTo(413);
    then(large.problem()).isEqualTo("payload-too-large");
    then(large.header("Server-Time-Ms")).matches("\\d{13}");
    then(large.header("Content-Language")).isEqualTo("id");
    for (var type : List.of("text/plain", "application/x-www-form-urlencoded")) {
      var other =
          send("PUT", token, id(), DAY.wish("08:00").encode(), Map.of("Content-Type", type));
      refused(other, 415, "unsupported-media-type");
    }
  }

  @Test
  void by_a_method_that_is_not_there() {
    for (var method : List.of("POST", "DELETE", "PATCH")) {
      var answer = send(method, token, id(), DAY.wish("08:00").encode());
      then(answer.status()).isEqualTo(405);
      then(answer.header("Server-Time-Ms")).matches("\\d{13}");
      then(answer.problem()).isEqualTo("method-not-allowed");
      then(answer.header("Content-Language")).isEqualTo("id");
      then(answer.header("Allow")).isEqualTo("GET, HEAD, PUT");
    }
  }

  @Test
  void a_release_with_an_admission_that_is_not_built_is_refused_by_name() {
    for (var admission : List.of("queue", "draw")) {
      var answer = office.createRelease(0, Day.next().terms(2).put("admission", admission));
      then(answer.status()).isEqualTo(400);
      then(answer.problem()).isEqualTo("invalid-request");
      var error = answer.body().getJsonArray("errors").getJsonObject(0);
      then(error.getString("pointer")).isEqualTo("/admission");
      then(error.getString("detail")).contains(admission);
    }
  }

  @Test
  void nothing_of_all_that_took_a_seat() {
    then(office.free(0, release)).containsOnly(2);
  }
}
