package io.antrean.config;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the API listens. {@code connectionsMax} is for the whole node; {@code headerTimeout} and
 * {@code bodyTimeout} end a request that arrives drop by drop, which an idle timeout alone does
 * not; {@code answerTimeout} one that the server itself has no answer to. {@code hstsDays}: for how
 * long a browser that came over TLS is to come by nothing else.
 */
public record HttpConfig(
    String host,
    int port,
    int eventLoops,
    List<String> corsOrigins,
    List<String> trustedProxies,
    int bodyMax,
    Duration idleTimeout,
    Duration headerTimeout,
    Duration bodyTimeout,
    Duration answerTimeout,
    int connectionsMax,
    int hstsDays) {

  public static final int BODY_MAX = 16 * 1024;
  public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);
  public static final Duration HEADER_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration BODY_TIMEOUT = Duration.ofSeconds(10);
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(40);
  public static final int CONNECTIONS_MAX = 50_000;
  public static final int HSTS_DAYS = 365;

  public HttpConfig {
    corsOrigins = List.copyOf(corsOrigins);
    trustedProxies = List.copyOf(trustedProxies);
    var wrong = new ArrayList<String>();
    if (host.isBlank()) wrong.add("ANTREAN_HTTP_HOST must name an address to listen on");
    between(wrong, "ANTREAN_HTTP_PORT", port, 0, 65_535);
    between(wrong, "ANTREAN_EVENT_LOOPS", eventLoops, 1, 256);
    between(wrong, "ANTREAN_HTTP_BODY_MAX", bodyMax, 1024, 1024 * 1024);
    between(wrong, "ANTREAN_HTTP_IDLE_TIMEOUT_MS", idleTimeout.toMillis(), 1_000, 3_600_000);
    between(wrong, "ANTREAN_HTTP_HEADER_TIMEOUT_MS", headerTimeout.toMillis(), 100, 600_000);
    between(wrong, "ANTREAN_HTTP_BODY_TIMEOUT_MS", bodyTimeout.toMillis(), 100, 600_000);
    between(wrong, "ANTREAN_HTTP_ANSWER_TIMEOUT_MS", answerTimeout.toMillis(), 100, 600_000);
    between(wrong, "ANTREAN_HTTP_CONNECTIONS_MAX", connectionsMax, eventLoops, 1_000_000);
    between(wrong, "ANTREAN_HTTP_HSTS_DAYS", hstsDays, 0, 3_650);
    for (var origin : corsOrigins) {
      if (!isOrigin(origin)) {
        wrong.add(
            "ANTREAN_CORS_ORIGINS must list origins such as https://example.org, without a path;"
                + " it has \"%s\"".formatted(origin));
      }
    }
    for (var proxy : trustedProxies) {
      if (AddressRange.parse(proxy) == null) {
        wrong.add(
            "ANTREAN_TRUSTED_PROXIES must list addresses or ranges such as 10.0.0.0/8;"
                + " it has \"%s\"".formatted(proxy));
      }
    }
    if (!wrong.isEmpty()) throw new IllegalArgumentException(String.join("\n", wrong));
  }

  /** With the usual days of HSTS. */
  public HttpConfig(
      String host,
      int port,
      int eventLoops,
      List<String> corsOrigins,
      List<String> trustedProxies,
      int bodyMax,
      Duration idleTimeout,
      Duration headerTimeout,
      Duration bodyTimeout,
      Duration answerTimeout,
      int connectionsMax) {
    this(
        host,
        port,
        eventLoops,
        corsOrigins,
        trustedProxies,
        bodyMax,
        idleTimeout,
        headerTimeout,
        bodyTimeout,
        answerTimeout,
        connectionsMax,
        HSTS_DAYS);
  }

  private static void between(List<String> wrong, String name, long value, long min, long max) {
    if (value < min || value > max) {
      wrong.add("%s must be %d to %d, not %d".formatted(name, min, max, value));
    }
  }

  private static boolean isOrigin(String text) {
    try {
      var uri = new URI(text);
      var scheme = uri.getScheme();
      return uri.getHost() != null
          && ("http".equals(scheme) || "https".equals(scheme))
          && uri.getRawPath().isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null
          && uri.getRawUserInfo() == null;
    } catch (java.net.URISyntaxException e) {
      return false;
    }
  }
}
