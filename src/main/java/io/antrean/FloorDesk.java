package io.antrean;

import io.antrean.account.SecretFile;
import io.antrean.floor.Floor;
import io.antrean.floor.ReadTicket;
import io.antrean.ticket.TicketDesk;
import java.util.Arrays;

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
        bankSecret(app),
        app.wall,
        app.metrics.registry());
  }

  /** Without the line's end that an editor leaves behind; null where no bank calls back. */
  private static byte[] bankSecret(App app) {
    var file = app.config.floor().bankSecretFile();
    if (file == null) return null;
    var bytes = SecretFile.read(file, "ANTREAN_BANK_SECRET_FILE");
    var length = bytes.length;
    while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) length--;
    return Arrays.copyOf(bytes, length);
  }
}
