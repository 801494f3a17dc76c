package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Steps in turn")
class InTurnSpec {

  private static final List<Integer> MANY = IntStream.range(0, 200_000).boxed().toList();

  private final List<Integer> asked = new ArrayList<>();

  @Test
  void may_be_many_that_are_done_at_once() {
    var ended =
        InTurn.each(
            MANY,
            "OPEN",
            item -> {
              asked.add(item);
              return Future.succeededFuture("OPEN");
            });
    then(ended.result()).isEqualTo("OPEN");
    then(asked).isEqualTo(MANY);
  }

  @Test
  void may_be_many_that_are_done_later() throws Exception {
    var vertx = Vertx.vertx();
    var ended = Promise.<String>promise();
    vertx.runOnContext(
        go ->
            InTurn.each(
                    MANY,
                    "OPEN",
                    item -> {
                      asked.add(item);
                      var later = Promise.<String>promise();
                      vertx.runOnContext(now -> later.complete("OPEN"));
                      return later.future();
                    })
                .onComplete(ended));
    var word = ended.future().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    then(word).isEqualTo("OPEN");
    then(asked).isEqualTo(MANY);
    vertx.close();
  }

  @Test
  void end_with_the_first_other_word_or_failure() {
    var other = InTurn.each(MANY, "OPEN", item -> Future.succeededFuture(item < 3 ? "OPEN" : "X"));
    then(other.result()).isEqualTo("X");
    var failed =
        InTurn.each(
            MANY,
            "OPEN",
            item ->
                item < 3 ? Future.succeededFuture("OPEN") : Future.<String>failedFuture("no more"));
    then(failed.cause()).hasMessage("no more");
  }
}
