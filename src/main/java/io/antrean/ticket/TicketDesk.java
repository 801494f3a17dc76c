package io.antrean.ticket;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/**
 * Reads tickets for who stands before their holders. It says what a ticket says, and whether it is
 * one of ours; whether its booking is so still, only PostgreSQL knows.
 */
public final class TicketDesk {

  /**
   * A ticket that was read: {@code refusal} is null, or the verdict that makes it worth nothing,
   * and then all else is null.
   */
  public record Read(String refusal, UUID booking, LocalDateTime slot, List<String> numbers) {}

  private final TicketKeys keys;
  private final Clock clock;

  public TicketDesk(TicketKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The day is not looked at: how early or late somebody is, the floor decides. */
  public Read read(String compact) {
    var now = clock.instant();
    var jwks = keys.jwks(now).toString(StandardCharsets.UTF_8);
    var found = TicketVerifier.of(jwks, null, now).verify(compact);
    return switch (found.verdict()) {
      case VALID, NOT_YET, OVER -> {
        var ticket = found.ticket();
        yield new Read(null, ticket.booking(), ticket.slot(), ticket.numbers());
      }
      case MALFORMED, BAD_SIGNATURE, UNKNOWN_KEY, KEY_PAST_ITS_TIME, CANCELLED, MOVED ->
          new Read(found.verdict().name(), null, null, null);
    };
  }
}
