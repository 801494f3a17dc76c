package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.global;

/**
 * Of two nodes the one that writes this release's bookings is killed four seconds after the
 * opening: clients go on at the other, which takes over when the lease has ended.
 */
public final class NodeCrash extends SteadyRush {

  public NodeCrash() {
    super(global().failedRequests().percent().lt(70.0));
  }
}
