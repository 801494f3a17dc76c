package io.antrean.permit;

import io.antrean.account.Authenticator;
import io.vertx.ext.web.Router;
import io.vertx.sqlclient.Pool;
import java.time.Clock;

/** Stay permits: what they are made of, and their routes. Nothing here belongs to an event loop. */
public final class Permits {

  private final PermitRoutes permits;
  private final UrgentRoutes urgent;
  private final CheckRoutes checks;
  private final ReferralRoutes referrals;

  public Permits(
      Pool postgres,
      Authenticator authenticator,
      UrgentChoices choices,
      Numbering numbers,
      Clock clock) {
    var bookings = new PermitBookings(postgres);
    checks = new CheckRoutes(new Checks(postgres, numbers), bookings, authenticator);
    referrals = new ReferralRoutes(new ReferralRepository(postgres, bookings), authenticator);
    permits = new PermitRoutes(new PermitRepository(postgres), authenticator, clock);
    urgent = new UrgentRoutes(choices, bookings, authenticator);
  }

  public void mount(Router api) {
    // Before the permits, whose ids stand where these words do.
    checks.mount(api);
    referrals.mount(api);
    permits.mount(api);
    urgent.mount(api);
  }
}
