package io.antrean.config;

import java.time.Duration;

/** The bounds of tickets and of the list of those that are revoked. */
public record TicketConfig(Duration revocationsEvery, int revocationsMax, int cacheBytes) {

  public TicketConfig {
    new Check()
        .ms("TICKET_REVOCATIONS_REFRESH_MS", revocationsEvery, 50, 600_000)
        .between("TICKET_REVOCATIONS_MAX", revocationsMax, 1, 1_000_000)
        .between("TICKET_CACHE_BYTES", cacheBytes, 0, 1_000_000_000)
        .done();
  }
}
