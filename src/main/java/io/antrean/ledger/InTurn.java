package io.antrean.ledger;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Steps one after the other, however many: a chain of composed futures is as deep as it is long,
 * and some thousands of steps would overflow the stack. To be used on one event loop.
 */
final class InTurn<T> {

  private final Iterator<T> items;
  private final Function<T, Future<String>> step;
  private final String goOn;
  private final Promise<String> ended = Promise.promise();

  private InTurn(Iterable<T> items, Function<T, Future<String>> step, String goOn) {
    this.items = items.iterator();
    this.step = step;
    this.goOn = goOn;
  }

  /** The first word that is not {@code goOn}, or that; nothing is asked after another word. */
  static <T> Future<String> each(Iterable<T> items, String goOn, Function<T, Future<String>> step) {
    var turn = new InTurn<>(items, step, goOn);
    turn.run();
    return turn.ended.future();
  }

  private void run() {
    while (items.hasNext()) {
      var done = step.apply(items.next());
      if (!done.isComplete()) {
        done.onComplete(
            later -> {
              if (mayGoOn(done)) run();
            });
        return;
      }
      if (!mayGoOn(done)) return;
    }
    ended.complete(goOn);
  }

  private boolean mayGoOn(Future<String> done) {
    if (done.failed()) ended.fail(done.cause());
    else if (!done.result().equals(goOn)) ended.complete(done.result());
    else return true;
    return false;
  }
}
