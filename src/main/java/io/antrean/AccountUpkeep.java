package io.antrean;

import io.antrean.floor.ForgottenNames;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on for accounts beside their requests: whether persons are found at all is known before
 * anybody asks, and so is whose sessions are over; who did not come is judged; what nobody uses is
 * forgotten little by little; whoever is concerned hears what became of bookings.
 */
final class AccountUpkeep {

  private static final Logger log = LoggerFactory.getLogger(AccountUpkeep.class);

  private AccountUpkeep() {}

  static Future<Void> start(Vertx vertx, App app, List<Supplier<Future<?>>> stops) {
    if (!app.config.mail().isOn()) {
      log.info("event=mail-off; nobody can register: see ANTREAN_MAIL");
    }
    stops.add(app.endedSessions::close);
    stops.add(app.retention::close);
    stops.add(app.noShows::close);
    stops.add(app.notices::close);
    var names = new ForgottenNames(app.postgres);
    stops.add(names::close);
    return app.peppers
        .register(app.identity)
        .compose(done -> app.endedSessions.start(vertx, app.config.account().endedEvery()))
        .compose(done -> app.notices.start())
        .onSuccess(
            done -> {
              app.retention.start(vertx);
              app.noShows.start(vertx);
              names.start(vertx);
            });
  }
}
