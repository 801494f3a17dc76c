package io.antrean;

import io.antrean.floor.Floor;
import io.antrean.floor.ReadTicket;
import io.antrean.ticket.TicketDesk;

/** The floor as a node has it: it reads tickets, which are another feature's. */
final class FloorDesk {

  private FloorDesk() {}

  static Floor of(App app) {
    var desk = new TicketDesk(app.ticketKeys, app.wall);
    return new Floor(
        app.postgres,
        app.config.floor(),
        app.catalogue,
        app.authenticator,
        text -> {
          var read = desk.read(text);
          return new ReadTicket(read.refusal(), read.booking(), read.slot(), read.numbers());
        },
        app.wall,
        app.metrics.registry());
  }
}
