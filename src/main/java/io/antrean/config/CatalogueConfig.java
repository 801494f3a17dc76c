package io.antrean.config;

import java.time.Duration;

/** The bounds and the pace of the catalogue and of what is told of availability. */
public record CatalogueConfig(
    Duration refreshEvery,
    Duration availabilityEvery,
    int slotsMax,
    int streamsMax,
    Duration heartbeat) {

  public CatalogueConfig {
    new Check()
        .ms("CATALOGUE_REFRESH_MS", refreshEvery, 50, 60_000)
        .ms("AVAILABILITY_REFRESH_MS", availabilityEvery, 20, 1_000)
        .between("RELEASE_SLOTS_MAX", slotsMax, 1, 30_000)
        .between("EVENT_STREAMS_MAX", streamsMax, 0, 1_000_000)
        .ms("EVENT_HEARTBEAT_MS", heartbeat, 100, 55_000)
        .done();
  }
}
