package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.http.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The thread that draws")
class DrawingSpec {

  private final Vertx vertx = Vertx.vertx();
  private final Drawing drawing = new Drawing(vertx);

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void refuses_at_once_what_is_beyond_its_bound_and_goes_on_with_the_rest() throws Exception {
    var mayDraw = new CountDownLatch(1);
    var drawn = new ArrayList<Future<String>>();
    for (int i = 0; i < Drawing.WAITING_MAX; i++) {
      drawn.add(
          drawing.draw(
              () -> {
                mayDraw.await();
                return "drawn";
              }));
    }
    var refused = drawing.draw(() -> "one too many");
    then(refused.failed()).isTrue();
    var problem = ((ProblemException) refused.cause()).problem();
    then(problem.status() + " " + problem.name()).isEqualTo("503 overloaded");
    then(drawn.get(0).isComplete()).isFalse();
    mayDraw.countDown();
    Future.all(drawn).await(20, TimeUnit.SECONDS);
    then(drawing.draw(() -> "again").await(20, TimeUnit.SECONDS)).isEqualTo("again");
  }
}
