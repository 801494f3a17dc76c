package io.antrean.load;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A release as a client sees it: its slots in order, as the API writes them. */
public record Release(UUID id, Instant opensAt, int seats, List<String> slots) {

  /** The path of a claim of this release. */
  public String claimPath(UUID claim) {
    return "/api/v1/releases/" + id + "/claims/" + claim;
  }
}
