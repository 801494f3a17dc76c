package io.antrean.floor;

import io.antrean.account.Authenticator;
import io.antrean.booking.Numbers;
import io.antrean.catalogue.Catalogue;
import io.antrean.config.FloorConfig;
import io.antrean.http.EventStreams;
import io.antrean.permit.Checks;
import io.antrean.permit.UrgentChoices;
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
  private final PaymentSignature bank;

  /**
   * {@code tickets} reads the compact form of a ticket; {@code bankSecret} is null where no bank
   * calls back.
   */
  public Floor(
      Pool postgres,
      FloorConfig config,
      Catalogue catalogue,
      Authenticator authenticator,
      Function<String, ReadTicket> tickets,
      byte[] bankSecret,
      Clock clock,
      MeterRegistry registry) {
    this.postgres = postgres;
    this.config = config;
    this.catalogue = catalogue;
    this.clock = clock;
    this.tickets = tickets;
    this.staff = new Staff(authenticator, catalogue);
    this.metrics = new FloorMetrics(registry);
    this.bank = bankSecret == null ? null : new PaymentSignature(bankSecret);
  }

  /** Call it on the event loop that will serve the router, and whose {@code streams} these are. */
  public void mount(Router api, EventStreams streams) {
    var rule = new LaneRule(config);
    new CounterRoutes(new CounterRepository(postgres), staff, catalogue).mount(api);
    var checkIns =
        new CheckIns(
            postgres, config, new UrgentChoices(postgres), new Checks(postgres, Numbers::text));
    new CheckInRoutes(checkIns, staff, tickets, clock, metrics).mount(api);
    var visits = new Visits(postgres, config, clock);
    new VisitRoutes(
            new VisitRepository(postgres),
            new WalkIns(postgres, config),
            new Calls(postgres, rule),
            visits,
            staff,
            catalogue,
            metrics)
        .mount(api);
    new PaymentRoutes(new Payments(postgres, visits, catalogue), bank, clock, metrics).mount(api);
    var board = new Board(new BoardRepository(postgres), rule, clock, config.boardEvery());
    new BoardRoutes(board, catalogue, streams, config.boardEvery()).mount(api);
    new DayRoutes(new DayList(postgres), staff, catalogue, clock).mount(api);
  }
}
