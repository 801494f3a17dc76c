package io.antrean.admission;

import io.antrean.account.Authenticator;
import io.antrean.http.ClientAddress;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.UUID;

/**
 * Stands before all routes, and before a request's body is read: who asks too often hears {@code
 * 429} at once, and costs no more. Every request counts for the client's address; a log-in, or what
 * is as dear, also for the address's log-ins; one with a valid token also for its account, except
 * where anybody may read: those answers are cached for all, and no token is looked at.
 */
public final class RateLimitGuard implements Handler<RoutingContext> {

  /** What costs a hash, a mail or a look at another server, and needs no account. */
  private static final Set<String> LOG_INS =
      Set.of(
          "/api/v1/sessions",
          "/api/v1/sessions/staff",
          "/api/v1/accounts",
          "/api/v1/accounts/password-resets",
          "/api/v1/accounts/password-resets/confirmations");

  private static final String RELEASES = "/api/v1/releases";
  private static final String OFFICES = "/api/v1/offices/";
  private static final String PAYMENTS = "/api/v1/payments/callbacks";

  private final RateLimits limits;
  private final ClientAddress addresses;
  private final Authenticator authenticator;
  private final boolean loopbackIsFree;
  private final Handler<HttpServerRequest> refused;

  /**
   * {@code loopbackIsFree} lifts the limits of addresses, not those of accounts, for load tests.
   * {@code refused} hears of each request that is refused here, which no route will ever see.
   */
  public RateLimitGuard(
      RateLimits limits,
      ClientAddress addresses,
      Authenticator authenticator,
      boolean loopbackIsFree,
      Handler<HttpServerRequest> refused) {
    this.limits = limits;
    this.addresses = addresses;
    this.authenticator = authenticator;
    this.loopbackIsFree = loopbackIsFree;
    this.refused = refused;
  }

  @Override
  public void handle(RoutingContext ctx) {
    var logIn = isLogIn(ctx);
    if (mayAddress(ctx, logIn) && (logIn || mayAccount(ctx))) ctx.next();
    else refused.handle(ctx.request());
  }

  /**
   * Takes a permit for the request's address, of a request that is answered before the routes. None
   * is left when false: then it is to be refused by {@link #handle}.
   */
  public boolean mayAddress(HttpServerRequest request) {
    var network = limits.address.isOn() ? network(request) : null;
    return network == null || limits.address.take(network) >= 0;
  }

  /** Whose permits the request takes; null for who needs none. */
  private Long network(HttpServerRequest request) {
    var client = addresses.of(request);
    var isFree = client == null || loopbackIsFree && ClientAddress.isLoopback(client);
    return isFree ? null : ClientAddress.network(client);
  }

  /**
   * Takes a permit of the account's, which is told what is left to it; false when there is none.
   */
  public boolean mayAccount(HttpServerRequest request, UUID account) {
    if (!limits.account.isOn()) return true;
    var left = limits.account.take(account);
    if (left >= 0) limits.account.tell(request.response(), left);
    return left >= 0;
  }

  private boolean mayAddress(RoutingContext ctx, boolean logIn) {
    if (!limits.address.isOn() && !(logIn && limits.logIns.isOn())) return true;
    var network = network(ctx.request());
    if (network == null) return true;
    if (limits.address.isOn()) {
      var left = limits.address.take(network);
      if (left < 0) return refuse(ctx, limits.address, left);
    }
    return !logIn || !limits.logIns.isOn() || may(ctx, limits.logIns, network);
  }

  private boolean mayAccount(RoutingContext ctx) {
    if (!limits.account.isOn() || isForAnybody(ctx)) return true;
    var caller = authenticator.caller(ctx);
    return caller == null || may(ctx, limits.account, caller.account());
  }

  /** Takes a permit and tells what is left; what is left of an address is not one client's. */
  private static <K> boolean may(RoutingContext ctx, RateLimits.Limit<K> limit, K key) {
    var left = limit.take(key);
    if (left < 0) return refuse(ctx, limit, left);
    limit.tell(ctx.response(), left);
    return true;
  }

  private static boolean refuse(RoutingContext ctx, RateLimits.Limit<?> limit, long taken) {
    limit.refuse(ctx, taken);
    return false;
  }

  private static boolean isLogIn(RoutingContext ctx) {
    return ctx.request().method() == HttpMethod.POST && LOG_INS.contains(path(ctx));
  }

  /** As the router will match it, however it was spelt. */
  private static String path(RoutingContext ctx) {
    var path = ctx.normalizedPath();
    var end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') end--;
    return path.substring(0, end);
  }

  /**
   * The catalogue, what is free, what is revoked, streams that a ticket opens, and what a bank
   * says; {@code LimitsContractSpec} knows if a route is forgotten.
   */
  private static boolean isForAnybody(RoutingContext ctx) {
    var path = path(ctx);
    if (path.equals(PAYMENTS)) return true;
    if (ctx.request().method() != HttpMethod.GET) return false;
    if (!path.startsWith("/api/")) return true;
    if (path.startsWith(RELEASES)) return !isOfOneAccount(path);
    if (path.startsWith(OFFICES)) return !isOfStaff(path);
    return path.equals("/api/v1/offices")
        || path.startsWith("/api/v1/services")
        || path.equals("/api/v1/tickets/revocations")
        || path.startsWith("/api/v1/bookings/") && path.endsWith("/events");
  }

  /** Of what lies below an office, the board in the hall and when it is open are for anybody. */
  private static boolean isOfStaff(String path) {
    var below = path.indexOf('/', OFFICES.length());
    if (below < 0) return false;
    var part = path.substring(below);
    return !part.startsWith("/board") && !part.equals("/hours") && !part.startsWith("/holidays");
  }

  /** Of what lies below a release, claims and places on its waiting list are somebody's own. */
  private static boolean isOfOneAccount(String path) {
    var below = RELEASES.length();
    return path.indexOf("/claims/", below) >= 0 || path.indexOf("/waitlist", below) >= 0;
  }
}
