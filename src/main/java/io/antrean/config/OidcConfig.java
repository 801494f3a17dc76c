package io.antrean.config;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * The OpenID Connect issuer by whose word staff log in; with an empty {@code issuer} there is none.
 * The roles and offices of an ID token are lists of words in claims of these names.
 */
public record OidcConfig(
    String issuer,
    String audience,
    String rolesClaim,
    String officesClaim,
    Duration ageMax,
    Duration keysEvery,
    Duration timeout) {

  private static final Set<String> OWN_MACHINE = Set.of("127.0.0.1", "localhost", "[::1]");

  public OidcConfig {
    var on = !issuer.isEmpty();
    new Check()
        .that(!on || isSafe(issuer), "OIDC_ISSUER", "must be an https:// address without a query")
        .that(!on || !audience.isEmpty(), "OIDC_AUDIENCE", "must be set with ANTREAN_OIDC_ISSUER")
        .that(!rolesClaim.isEmpty(), "OIDC_ROLES_CLAIM", "must name a claim")
        .that(!officesClaim.isEmpty(), "OIDC_OFFICES_CLAIM", "must name a claim")
        .ms("OIDC_AGE_MAX_MS", ageMax, 1_000, 3_600_000)
        .ms("OIDC_KEYS_EVERY_MS", keysEvery, 100, 3_600_000)
        .ms("OIDC_TIMEOUT_MS", timeout, 100, 60_000)
        .done();
  }

  public boolean isOn() {
    return !issuer.isEmpty();
  }

  /** Whether nobody on the way can put other keys there. */
  public static boolean isSafe(String address) {
    try {
      var uri = URI.create(address);
      var own = "http".equals(uri.getScheme()) && OWN_MACHINE.contains(uri.getHost());
      return (own || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static OidcConfig from(Environment env) {
    return new OidcConfig(
        env.text("OIDC_ISSUER"),
        env.text("OIDC_AUDIENCE"),
        env.text("OIDC_ROLES_CLAIM"),
        env.text("OIDC_OFFICES_CLAIM"),
        env.ms("OIDC_AGE_MAX_MS"),
        env.ms("OIDC_KEYS_EVERY_MS"),
        env.ms("OIDC_TIMEOUT_MS"));
  }
}
