package io.antrean.http;

import static io.antrean.http.ServedApi.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A list's pages")
class PagingSpec {

  private static final List<String> ALL =
      IntStream.range(100, 220).mapToObj(i -> "kantor/é " + i).toList();

  @RegisterExtension final ServedApi api = new ServedApi();

  @BeforeEach
  void serve() {
    api.serve(
        ServedApi.config(),
        (vertx, router) ->
            router
                .get("/all")
                .handler(
                    ctx -> {
                      var paging = Paging.of(ctx);
                      var rows =
                          ALL.stream()
                              .filter(
                                  x -> paging.after() == null || x.compareTo(paging.after()) > 0)
                              .limit(paging.rows())
                              .toList();
                      ctx.json(paging.page(rows, x -> x, x -> new JsonObject().put("id", x)));
                    }));
  }

  @Test
  void follow_each_other_until_there_is_no_next() {
    var first = body(api.get("/all"));
    then(first.getJsonArray("items")).hasSize(50);
    var second = body(api.get("/all?after=" + first.getString("next")));
    then(second.getJsonArray("items").getJsonObject(0).getString("id")).isEqualTo(ALL.get(50));
    var third = body(api.get("/all?limit=20&after=" + second.getString("next")));
    then(third.getJsonArray("items")).hasSize(20);
    then(third.containsKey("next")).isTrue();
    then(third.getString("next")).isNull();
  }

  @Test
  void are_of_1_to_200_items() {
    then(body(api.get("/all?limit=200")).getJsonArray("items")).hasSize(120);
    for (var limit : List.of("0", "201", "-1", "x", "")) {
      var answer = api.get("/all?limit=" + limit);
      then(answer.statusCode()).as(limit).isEqualTo(400);
      then(answer.body()).contains("\"pointer\":\"?limit\"").contains("1 to 200");
    }
  }

  @Test
  void begin_only_after_a_next_of_ours() {
    for (var after : List.of("", "***", "gA", "AA", "x".repeat(500))) {
      var answer = api.get("/all?after=" + after);
      then(answer.statusCode()).as(after).isEqualTo(400);
      then(answer.body()).contains("\"pointer\":\"?after\"");
    }
  }
}
