package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every answer is held against the document. */
@DisplayName("Real answers of statistics are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractStatisticsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String ALL = "/api/v1/statistics";
  private static final String SAMPIT = "/api/v1/offices/sampit/statistics";
  private static final String ELSEWHERE = "/api/v1/offices/elsewhere/statistics";

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
    var elsewhere =
        new JsonObject()
            .put("id", "elsewhere")
            .put("name", "Elsewhere")
            .put("zone", "Asia/Jayapura");
    office.call(0, "POST", "/api/v1/offices", office.token("admin"), elsewhere);
  }

  private static Answer get(String path, String login) {
    var token = login == null ? null : office.token(login);
    return client.ask("GET", path, token, null);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void staff_sees_its_own_office_and_an_administrator_all() {
    for (var login : List.of("officer", "supervisor", "admin")) {
      then(get(SAMPIT, login).status()).as(login).isEqualTo(200);
    }
    then(get(ELSEWHERE, "admin").status()).isEqualTo(200);
    then(get(ALL, "admin").status()).isEqualTo(200);
    for (var login : List.of("officer", "supervisor", "ani")) {
      is(get(ELSEWHERE, login), 403, "forbidden");
      is(get(ALL, login), 403, "forbidden");
    }
    is(get("/api/v1/offices/none/statistics", "officer"), 403, "forbidden");
    is(get(SAMPIT, "ani"), 403, "forbidden");
    is(get(SAMPIT, null), 401, "unauthenticated");
    is(get(ALL, null), 401, "unauthenticated");
    is(get("/api/v1/offices/none/statistics", "admin"), 404, "not-found");
  }

  @Test
  void every_period_and_every_way_to_tell_it() {
    for (var path : List.of(SAMPIT, ALL)) {
      for (var by : List.of("day", "week", "month", "year", "service", "nationality")) {
        for (var more : List.of("", "&service=passport-new", "&nationality=MY")) {
          var query = "?from=2029-12-25&to=2030-01-20&by=" + by + more;
          then(get(path + query, "admin").status()).as(query).isEqualTo(200);
          var csv = get(path + query + "&format=csv", "admin");
          then(csv.response().body()).startsWith("row,figure,key,value\r\ntotal,released,,");
        }
      }
      var years = path + "?year=2030&against=2029";
      var figures = get(years, "admin").body().getJsonArray("figures");
      then(figures.getJsonObject(0).getMap().keySet())
          .containsExactly("figure", "key", "year", "against", "difference");
      then(get(years + "&format=csv", "admin").response().body())
          .startsWith("figure,key,2030,2029,difference\r\n");
      then(get(path + "?year=2030&by=month", "admin").body().getString("to"))
          .isEqualTo("2030-12-31");
    }
  }

  @Test
  void a_table_for_who_accepts_it() {
    var token = office.token("admin");
    for (var accept : List.of("text/csv", "text/csv;q=0.9, */*;q=0.1")) {
      var answer = client.ask("GET", SAMPIT, token, null, Map.of("Accept", accept));
      then(answer.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
      then(answer.header("Content-Disposition")).matches(".*statistics-sampit-.*\\.csv\"");
    }
    for (var accept : List.of("*/*", "application/json, text/csv")) {
      var answer = client.ask("GET", SAMPIT, token, null, Map.of("Accept", accept));
      then(answer.header("Content-Type")).isEqualTo("application/json");
    }
  }

  @Test
  void whatever_is_wrong_with_a_question_is_named() {
    var wrong =
        Map.ofEntries(
            Map.entry("from=2030-02-30", "?from"),
            Map.entry("to=tomorrow", "?to"),
            Map.entry("from=2030-01-02&to=2030-01-01", "?to"),
            Map.entry("from=2010-01-01&to=2030-01-01", "?to"),
            Map.entry("from=2028-01-01&to=2030-01-01&by=day", "?by"),
            Map.entry("by=hour", "?by"),
            Map.entry("service=A%27--", "?service"),
            Map.entry("nationality=my", "?nationality"),
            Map.entry("year=17", "?year"),
            Map.entry("year=2030&from=2030-01-01", "?from"),
            Map.entry("year=2030&to=2030-01-01", "?to"),
            Map.entry("against=2030", "?year"),
            Map.entry("year=2030&against=2029&by=month", "?by"),
            Map.entry("format=xml", "?format"),
            Map.entry("from=2030-01-01&from=2030-01-02&to=2030-02-01", "?from"),
            Map.entry("person=1", "?person"));
    wrong.forEach(
        (query, pointer) -> {
          for (var path : List.of(SAMPIT, ALL)) {
            var answer = get(path + "?" + query, "admin");
            is(answer, 400, "invalid-request");
            var errors = answer.body().getJsonArray("errors");
            then(errors.size()).as(query + errors).isEqualTo(1);
            then(errors.getJsonObject(0).getString("pointer")).as(query).isEqualTo(pointer);
          }
        });
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_another_server() {
    then(client.unseen("Statistics"))
        .as("429 is LimitsContractSpec's")
        .allMatch(one -> one.endsWith(" 503") || one.endsWith(" 429"));
  }
}
