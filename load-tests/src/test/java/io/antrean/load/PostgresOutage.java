package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.global;

/**
 * PostgreSQL hangs from the fourth to the fourteenth second after the opening: claims are HELD
 * meanwhile, nobody is told CONFIRMED, and all of it becomes so when PostgreSQL goes on.
 */
public final class PostgresOutage extends SteadyRush {

  public PostgresOutage() {
    super(global().failedRequests().percent().lt(80.0));
  }
}
