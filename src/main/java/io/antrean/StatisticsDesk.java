package io.antrean;

import io.antrean.statistics.DayCounter;
import io.antrean.statistics.StatisticsRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Supplier;

/** What counts, and who answers. */
final class StatisticsDesk {

  private StatisticsDesk() {}

  static void mount(App app, Router router) {
    new StatisticsRoutes(
            app.postgres, app.authenticator, app.catalogue, app.wall, app.config.statistics())
        .mount(router);
  }

  /** Counts from now on. */
  static void start(Vertx vertx, App app, List<Supplier<Future<?>>> stops) {
    var counter = new DayCounter(app.postgres, app.config.statistics());
    stops.add(counter::close);
    counter.start(vertx);
  }
}
