package io.antrean.floor;

import io.antrean.account.Authenticator;
import io.antrean.catalogue.Catalogue;
import io.antrean.config.FloorConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.util.function.Function;

/** The floor of every office, as one event loop serves it. */
public final class Floor {

  private final Pool postgres;
  private final FloorConfig config;
  private final Catalogue catalogue;
  private final Clock clock;
  private final Staff staff;
  private final FloorMetrics metrics;
  private final Function<String, ReadTicket> tickets;

  /** {@code tickets} reads the compact form of a ticket. */
  public Floor(
      Pool postgres,
      FloorConfig config,
      Catalogue catalogue,
      Authenticator authenticator,
      Function<String, ReadTicket> tickets,
      Clock clock,
      MeterRegistry registry) {
    this.postgres = postgres;
    this.config = config;
    this.catalogue = catalogue;
    this.clock = clock;
    this.tickets = tickets;
    this.staff = new Staff(authenticator, catalogue);
    this.metrics = new FloorMetrics(registry);
  }

  public void mount(Router api) {
    new CounterRoutes(new CounterRepository(postgres), staff, catalogue).mount(api);
    new CheckInRoutes(new CheckIns(postgres, config), staff, tickets, clock, metrics).mount(api);
    var visits = new Visits(postgres, config, clock);
    new VisitRoutes(
            new VisitRepository(postgres),
            new WalkIns(postgres, config),
            new Calls(postgres, new LaneRule(config)),
            visits,
            staff,
            catalogue,
            metrics)
        .mount(api);
  }
}
