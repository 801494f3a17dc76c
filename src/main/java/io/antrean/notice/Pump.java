package io.antrean.notice;

import io.antrean.notice.Receiver.Outcome;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one receiver, on one node: takes as many notices as it can begin at once, and the
 * next ones when one of them has ended. Another receiver has a pump of its own, so a slow one holds
 * up nobody else. Belongs to the event loop of its {@link Dispatcher}.
 */
final class Pump {

  private static final Logger log = LoggerFactory.getLogger(Pump.class);

  private final Outbox outbox;
  private final NoticeMetrics metrics;
  private Receiver receiver;
  private int underWay;
  private boolean taking;
  private boolean closed;

  Pump(Outbox outbox, NoticeMetrics metrics) {
    this.outbox = outbox;
    this.metrics = metrics;
  }

  boolean isIdle() {
    return underWay == 0 && !taking;
  }

  void close() {
    closed = true;
  }

  /** The receiver may have been changed since the last turn. */
  void turn(Receiver now) {
    receiver = now;
    turn();
  }

  private void turn() {
    var free = receiver.atOnce() - underWay;
    if (closed || taking || free <= 0) return;
    taking = true;
    outbox
        .take(receiver.id(), free)
        .onComplete(
            taken -> {
              taking = false;
              if (taken.succeeded()) taken.result().forEach(this::deliver);
              else say("take", taken.cause());
            });
  }

  private void deliver(Notice notice) {
    underWay++;
    var to = receiver;
    attempt(to, notice)
        .compose(outcome -> settle(to, notice, outcome))
        .onComplete(
            done -> {
              underWay--;
              // What was not written down is due again when its lease is over.
              if (done.failed()) say("settle", done.cause());
              else turn();
            });
  }

  /** Whatever goes wrong in it is one failure of one notice. */
  private static Future<Outcome> attempt(Receiver to, Notice notice) {
    try {
      return to.deliver(notice).otherwise(Pump::defect);
    } catch (RuntimeException e) {
      return Future.succeededFuture(defect(e));
    }
  }

  private static Outcome defect(Throwable failure) {
    return Outcome.failed(failure.getClass().getSimpleName());
  }

  private Future<Void> settle(Receiver to, Notice notice, Outcome outcome) {
    return switch (outcome.kind()) {
      case DELIVERED -> done(to, notice, "delivered");
      case MOOT -> done(to, notice, "moot");
      case FAILED, GONE -> failed(to, notice, outcome);
    };
  }

  private Future<Void> done(Receiver to, Notice notice, String word) {
    return outbox.done(notice).onSuccess(done -> metrics.count(to.channel(), word));
  }

  private Future<Void> failed(Receiver to, Notice notice, Outcome outcome) {
    return outbox
        .failed(notice, outcome)
        .map(
            led -> {
              metrics.count(to.channel(), led.setAside() ? "set_aside" : "failed");
              if (led.setAside()) {
                log.error(
                    "event=notice-set-aside notice={} channel={} reason={}",
                    notice.id(),
                    to.channel(),
                    outcome.reason());
              }
              if (led.disabled()) {
                log.error("event=webhook-disabled webhook={} reason={}", to.id(), outcome.reason());
              }
              return null;
            });
  }

  private void say(String step, Throwable failure) {
    log.warn("event=notices-pause step={} reason={}", step, failure.getClass().getSimpleName());
  }
}
