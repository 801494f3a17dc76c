package io.antrean.notice;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on with notices on a node: they are written into the outbox and delivered from it, each
 * at its own pace. Every node does the same; PostgreSQL's locks share the work out. Belongs to the
 * event loop that starts it.
 */
final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** How often reminders are looked for, and the outbox is measured. */
  private static final long RARELY_MS = 5_000;

  private final NoticeWriter writer;
  private final Reminders reminders;
  private final NoticeUpkeep upkeep;
  private final Supplier<Future<Map<UUID, Receiver>>> due;
  private final Supplier<Pump> newPump;
  private final Map<UUID, Pump> pumps = new HashMap<>();
  private Vertx vertx;
  private long often;
  private long rarely;
  private boolean writing;
  private boolean looking;
  private boolean keeping;
  private boolean closed;

  Dispatcher(
      NoticeWriter writer,
      Reminders reminders,
      NoticeUpkeep upkeep,
      Supplier<Future<Map<UUID, Receiver>>> due,
      Supplier<Pump> newPump) {
    this.writer = writer;
    this.reminders = reminders;
    this.upkeep = upkeep;
    this.due = due;
    this.newPump = newPump;
  }

  Future<Void> start(Vertx vertx, long everyMs) {
    this.vertx = vertx;
    return writer
        .start()
        .onSuccess(
            done -> {
              often = vertx.setPeriodic(everyMs, tick -> turn());
              rarely = vertx.setPeriodic(RARELY_MS, tick -> keep());
              keep();
            });
  }

  private void turn() {
    write();
    look();
  }

  /** One batch a turn, also behind a rush: those who claim come first. */
  private void write() {
    if (writing || closed) return;
    writing = true;
    writer
        .turn()
        .onComplete(
            done -> {
              writing = false;
              if (done.failed()) say("write", done.cause());
            });
  }

  private void look() {
    if (looking || closed) return;
    looking = true;
    due.get()
        .onComplete(
            found -> {
              looking = false;
              if (found.failed()) say("look", found.cause());
              else pump(found.result());
            });
  }

  private void pump(Map<UUID, Receiver> receivers) {
    if (closed) return;
    pumps.entrySet().removeIf(e -> !receivers.containsKey(e.getKey()) && e.getValue().isIdle());
    receivers.forEach(
        (id, receiver) -> pumps.computeIfAbsent(id, none -> newPump.get()).turn(receiver));
  }

  private void keep() {
    if (keeping || closed) return;
    keeping = true;
    reminders
        .turn()
        .compose(done -> upkeep.turn())
        .onComplete(
            done -> {
              keeping = false;
              if (done.failed()) say("keep", done.cause());
            });
  }

  private static void say(String step, Throwable failure) {
    log.warn("event=notices-pause step={} reason={}", step, failure.getClass().getSimpleName());
  }

  /** Takes no more, and waits for what is under way: so that it is not delivered twice. */
  Future<Void> close() {
    closed = true;
    if (vertx == null) return Future.succeededFuture();
    vertx.cancelTimer(often);
    vertx.cancelTimer(rarely);
    pumps.values().forEach(Pump::close);
    var promise = Promise.<Void>promise();
    vertx.setPeriodic(
        20,
        timer -> {
          if (!pumps.values().stream().allMatch(Pump::isIdle)) return;
          vertx.cancelTimer(timer);
          promise.tryComplete();
        });
    return promise.future();
  }
}
