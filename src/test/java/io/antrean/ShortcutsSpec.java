package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered past the router is what the router would have said. */
@DisplayName("The short ways of a rush")
class ShortcutsSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_TRUSTED_PROXIES", "127.0.0.0/8"));

  private static final Duration SOON = Duration.ofSeconds(10);

  /** With this content type a claim goes the long way. */
  private static final Map<String, String> LONG =
      Map.of("Content-Type", "application/json; charset=utf-8");

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 1));
  private final List<String> people = office.citizens(2);

  private static HttpResponse<String> get(String path, Map<String, String> headers) {
    return office.send(0, "GET", path, null, null, headers).join();
  }

  private HttpResponse<String> put(UUID claim, String body, Map<String, String> headers) {
    var path = "/api/v1/releases/" + release + "/claims/" + claim;
    return office.send(0, "PUT", path, people.get(1), body, headers).join();
  }

  private static void thenTheSame(HttpResponse<String> quick, HttpResponse<String> slow) {
    then(quick.statusCode()).isEqualTo(slow.statusCode());
    then(quick.body()).isEqualTo(slow.body());
    then(headers(quick)).isEqualTo(headers(slow));
  }

  private static Map<String, List<String>> headers(HttpResponse<String> answer) {
    var all = new TreeMap<>(answer.headers().map());
    then(all.remove("server-time-ms")).isNotNull();
    if (all.remove("ratelimit") != null) all.put("ratelimit", List.of("told"));
    return all;
  }

  @Test
  void tell_what_is_free() {
    var path = "/api/v1/releases/" + release + "/slots";
    var quick = get(path, Map.of());
    then(quick.statusCode()).isEqualTo(200);
    thenTheSame(quick, get(path + "?", Map.of()));
    var tag = quick.headers().firstValue("ETag").orElseThrow();
    var known = Map.of("If-None-Match", tag);
    then(get(path, known).statusCode()).isEqualTo(304);
    thenTheSame(get(path, known), get(path + "?", known));
    var other = "/api/v1/releases/" + UUID.randomUUID() + "/slots";
    then(get(other, Map.of()).statusCode()).isEqualTo(404);
  }

  private String wish() {
    return day.wish("08:00").encode();
  }

  private void isSoldOut() {
    var claim = office.claim(0, people.get(0), release, UUID.randomUUID(), day.wish("08:00"));
    then(claim.status()).isEqualTo(201);
    Eventually.find(SOON, () -> office.free(0, release), List.of(0)::equals);
  }

  @Test
  void refuse_what_is_sold_out() {
    isSoldOut();
    var claim = UUID.randomUUID();
    var quick = put(claim, wish(), Map.of());
    then(quick.statusCode()).isEqualTo(409);
    then(quick.body()).contains("/problems/sold-out");
    Eventually.find(
        SOON,
        () -> List.of(put(claim, wish(), Map.of()), put(claim, wish(), LONG)),
        both -> both.get(0).body().equals(both.get(1).body()));
    thenTheSame(put(claim, wish(), Map.of()), put(claim, wish(), LONG));
    var indonesian = Map.of("Accept-Language", "id");
    then(put(claim, wish(), indonesian).headers().firstValue("Content-Language")).hasValue("id");
  }

  @Test
  void tell_a_browser_what_it_is_told_elsewhere() {
    isSoldOut();
    var tls = Map.of("X-Forwarded-Proto", "https");
    var path = "/api/v1/releases/" + release + "/slots";
    thenTheSame(get(path, tls), get(path + "?", tls));
    var claim = UUID.randomUUID();
    var quick = put(claim, "{}", tls);
    var slow = new HashMap<>(LONG);
    slow.putAll(tls);
    thenTheSame(quick, put(claim, "{}", slow));
    for (var headers : List.of(get(path, tls).headers(), quick.headers())) {
      then(headers.firstValue("Content-Security-Policy")).isPresent();
      then(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
      then(headers.firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"slots\":[]}",
        "{\"slots\":[\"2030-01-07T08:00\"],\"party\":[\"x\"]}",
        "{\"slots\":[\"2030-01-07T08:00\"],\"more\":1}"
      })
  void refuse_what_is_wrong(String body) {
    isSoldOut();
    var quick = put(UUID.randomUUID(), body, Map.of());
    then(quick.statusCode()).isEqualTo(400);
    thenTheSame(quick, put(UUID.randomUUID(), body, LONG));
  }

  @Test
  void let_nobody_in_who_is_not_known() {
    isSoldOut();
    var path = "/api/v1/releases/" + release + "/claims/" + UUID.randomUUID();
    then(office.send(0, "PUT", path, null, wish(), Map.of()).join().statusCode()).isEqualTo(401);
    then(office.send(0, "PUT", path, "x.y.z", wish(), Map.of()).join().statusCode()).isEqualTo(401);
    then(office.send(0, "PUT", path, office.token("admin"), wish(), Map.of()).join().statusCode())
        .isEqualTo(403);
    var large = "{\"slots\":[\"" + "x".repeat(20_000) + "\"]}";
    then(put(UUID.randomUUID(), large, Map.of()).statusCode()).isEqualTo(413);
  }
}
