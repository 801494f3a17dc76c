package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.global;

/**
 * Redis is killed four seconds after the opening and started again two seconds later with its file:
 * claims hear 503 meanwhile and are sent again, and nothing that was CONFIRMED is lost.
 */
public final class RedisCrash extends SteadyRush {

  public RedisCrash() {
    super(global().failedRequests().percent().lt(70.0));
  }
}
