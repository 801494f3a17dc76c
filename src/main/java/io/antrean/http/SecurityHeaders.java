package io.antrean.http;

import io.antrean.config.HttpConfig;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * What a browser is told by every answer: to take it for what it says it is, to load and run
 * nothing from it, to show it in no frame, and, where it came over TLS, to come by nothing else.
 * The texts are made once: they are on the way of every claim.
 */
public final class SecurityHeaders {

  private static final CharSequence TYPE_OPTIONS =
      HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
  private static final CharSequence NOTHING =
      HttpHeaders.createOptimized("default-src 'none'; frame-ancestors 'none'");
  private static final CharSequence PRINTED =
      HttpHeaders.createOptimized(
          "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'");
  private static final CharSequence REFERRER = HttpHeaders.createOptimized("Referrer-Policy");
  private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
  private static final CharSequence STRICT_TRANSPORT =
      HttpHeaders.createOptimized("Strict-Transport-Security");
  private static final CharSequence FORWARDED_PROTO =
      HttpHeaders.createOptimized("X-Forwarded-Proto");
  private static final String TLS = "https";
  private static final long DAY_SECONDS = 86_400;

  private final ClientAddress proxies;

  /** Null where nobody is told: no proxy is trusted, or the operator does not want it. */
  private final CharSequence onlyByTls;

  public SecurityHeaders(HttpConfig config) {
    proxies = new ClientAddress(config.trustedProxies());
    var tells = config.hstsDays() > 0 && !config.trustedProxies().isEmpty();
    var age = config.hstsDays() * DAY_SECONDS;
    onlyByTls = tells ? HttpHeaders.createOptimized("max-age=" + age) : null;
  }

  /** Puts them on the answer to this request, before anything else is decided. */
  public void put(HttpServerRequest request) {
    var response = request.response();
    always(response);
    if (onlyByTls != null && cameByTls(request)) response.putHeader(STRICT_TRANSPORT, onlyByTls);
  }

  /** Those that need not know who asks. */
  static void always(HttpServerResponse response) {
    response.putHeader(TYPE_OPTIONS, NOSNIFF).putHeader(POLICY, NOTHING);
  }

  /**
   * For a page of HTML that is to be read and printed: it may have styles of its own, loads and
   * runs nothing, sends no form, and tells nobody where a link was found.
   */
  public static void printedPage(HttpServerResponse response) {
    response.putHeader(POLICY, PRINTED).putHeader(REFERRER, NO_REFERRER);
  }

  /** By the word of the nearest proxy, if it is trusted; several have written a list. */
  private boolean cameByTls(HttpServerRequest request) {
    var schemes = request.getHeader(FORWARDED_PROTO);
    if (schemes == null) return false;
    var nearest = schemes.substring(schemes.lastIndexOf(',') + 1).strip();
    return TLS.equalsIgnoreCase(nearest) && proxies.isProxied(request);
  }
}
