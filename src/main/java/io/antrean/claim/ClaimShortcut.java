package io.antrean.claim;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.Catalogue;
import io.antrean.http.HttpMetrics;
import io.antrean.http.Plain;
import io.antrean.http.Uuids;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The short way to {@link ClaimRoutes} for a claim as a client sends it in the rush, past the
 * router: of a release that memory has, by a citizen who is known. All others go the long way, and
 * hear there what is wrong with them. One an event loop.
 */
public final class ClaimShortcut implements Predicate<HttpServerRequest> {

  private static final String BEFORE = "/api/v1/releases/";
  private static final String BETWEEN = "/claims/";
  private static final int RELEASE_END = BEFORE.length() + Uuids.LENGTH;
  private static final int CLAIM_AT = RELEASE_END + BETWEEN.length();
  private static final int LENGTH = CLAIM_AT + Uuids.LENGTH;

  /** A body that is declared longer is the router's to refuse, or to take. */
  private static final int DIGITS_MAX = 3;

  private final Catalogue catalogue;
  private final Authenticator authenticator;
  private final BiPredicate<HttpServerRequest, Caller> may;
  private final ClaimRoutes claims;
  private final HttpMetrics metrics;
  private final LongSupplier redisNowMs;

  /** {@code may} takes permits of the rate limits for a request of this caller. */
  public ClaimShortcut(
      Catalogue catalogue,
      Authenticator authenticator,
      BiPredicate<HttpServerRequest, Caller> may,
      ClaimRoutes claims,
      HttpMetrics metrics,
      LongSupplier redisNowMs) {
    this.catalogue = catalogue;
    this.authenticator = authenticator;
    this.may = may;
    this.claims = claims;
    this.metrics = metrics;
    this.redisNowMs = redisNowMs;
  }

  /** Whether it is answered here, once its body has come. */
  @Override
  public boolean test(HttpServerRequest request) {
    if (request.method() != HttpMethod.PUT) return false;
    var uri = request.uri();
    if (uri.length() != LENGTH || !uri.startsWith(BEFORE)) return false;
    if (!uri.startsWith(BETWEEN, RELEASE_END) || !isPlain(request)) return false;
    var began = System.nanoTime();
    var id = Uuids.parse(uri.substring(BEFORE.length(), RELEASE_END));
    var release = id == null ? null : catalogue.release(id);
    if (release == null) return false;
    var caller = authenticator.caller(request);
    if (caller == null || !caller.is(Role.CITIZEN) || !may.test(request, caller)) return false;
    Plain.begin(request, redisNowMs.getAsLong());
    Plain.count(request, metrics, ClaimRoutes.CLAIM, began);
    var claim = uri.substring(CLAIM_AT);
    request.body().onSuccess(body -> claims.claim(request, caller, release, claim, body, began));
    return true;
  }

  private static boolean isPlain(HttpServerRequest request) {
    var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null
        && length.length() <= DIGITS_MAX
        && "application/json".equals(request.getHeader(HttpHeaders.CONTENT_TYPE))
        && request.getHeader(HttpHeaders.ORIGIN) == null
        && request.getHeader(HttpHeaders.EXPECT) == null;
  }
}
